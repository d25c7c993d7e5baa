package dev.tollgate.bench;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One Check of a key in memory, from the bytes of Envoy's question to those of the answer. */
@State(Scope.Benchmark)
public class WarmCheck {
  /** The way to the event loop does not count: it is shared by so many. */
  private static final int A_TURN = 1_000;

  /** What is asked; the empty server allows at once whatever it is. */
  public enum Kind {
    EMPTY_SERVER("empty server"),
    KEY_PHASE("key phase"),
    UNKNOWN_MODEL("refused: model"),
    FORGED_KEY("refused: forged key"),
    ADMITTED("admitted, hold at hand");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    Question question(String key) throws IOException {
      return switch (this) {
        case EMPTY_SERVER, ADMITTED -> Question.full(text, key, AuthzParts.MODEL, 200);
        case KEY_PHASE -> Question.key(text, key);
        case UNKNOWN_MODEL -> Question.full(text, key, "gpt-none", 404);
        case FORGED_KEY -> Question.full(text, forged(key), AuthzParts.MODEL, 401);
      };
    }

    /** Of the right form, with a tag that is not ours. */
    private static String forged(String key) {
      int last = key.length() - 1;
      return key.substring(0, last) + (key.charAt(last) == '0' ? '1' : '0');
    }
  }

  @Param Kind kind = Kind.EMPTY_SERVER;

  private @Nullable AuthzParts parts;
  private @Nullable LoopCaller caller;

  @Setup
  public void start() throws IOException {
    var world = KeyWorld.given();
    var key = world.plainKey();
    var running = AuthzParts.start(world.database());
    running.warm(key);
    var service = kind == Kind.EMPTY_SERVER ? EmptyServer.service() : running.check();
    parts = running;
    caller = new LoopCaller(running.loops(), service, kind.question(key));
  }

  @TearDown
  public void stop() {
    requireNonNull(parts).close();
  }

  @Benchmark
  @OperationsPerInvocation(A_TURN)
  public long check() throws InterruptedException, ExecutionException {
    return requireNonNull(caller).ask(A_TURN);
  }
}
