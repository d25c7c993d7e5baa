package dev.tollgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One process of the system, with a log and a pid file of its own. It ends when this JVM does. */
public final class Part {
  private static final Duration READY_MAX = Duration.ofSeconds(60);

  /** With this exit code a server asks to be started anew. */
  private static final int START_ANEW = 1;

  private static final int START_ANEW_MAX = 3;
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

  private final String name;
  private final Path state;
  private final Launch launch;
  private final URI readiness;
  private final Backoff backoff;
  private @Nullable Process process;
  private boolean wanted;

  /** The command and environment of the next start. */
  public interface Launch {
    Command next() throws IOException;
  }

  /** A command line with what it adds to the environment. */
  public record Command(List<String> line, Map<String, String> environment) {}

  /**
   * @param state where its log and pid file go
   * @param readiness answers 200 when it is ready
   */
  public Part(String name, Path state, Launch launch, URI readiness, LongSupplier nanoTime) {
    this.name = name;
    this.state = state;
    this.launch = launch;
    this.readiness = readiness;
    this.backoff = new Backoff(nanoTime);
  }

  public String name() {
    return name;
  }

  /** Starts the process; it may not be ready yet. */
  public synchronized void start() throws IOException {
    backoff.started();
    var command = launch.next();
    var builder = new ProcessBuilder(Commands.tiedToThisProcess("TERM", command.line()));
    builder.environment().putAll(command.environment());
    var started = Commands.start(builder, log());
    process = started;
    wanted = true;
    Files.createDirectories(state.resolve("pids"));
    Files.writeString(state.resolve("pids").resolve(name), Long.toString(started.pid()));
  }

  /**
   * Starts it again if it has died, should run, and its back-off has passed; says whether it did.
   */
  synchronized boolean revive() throws IOException {
    if (!wanted || alive() || !backoff.due()) {
      return false;
    }
    start();
    return true;
  }

  /** Waits until the part says that it is ready; one that asks to be started anew gets that. */
  public void awaitReady() throws IOException {
    long deadline = System.nanoTime() + READY_MAX.toNanos();
    int startsLeft = START_ANEW_MAX;
    while (!ready()) {
      if (System.nanoTime() > deadline || (!alive() && (!asksForStart() || startsLeft < 1))) {
        throw new IOException(
            name + " did not become ready. Its log: " + log() + "\n" + endOfLog());
      }
      startsLeft -= revive() ? 1 : 0;
      sleep(50);
    }
  }

  private synchronized boolean asksForStart() {
    return wanted && process != null && !process.isAlive() && process.exitValue() == START_ANEW;
  }

  /** Whether it answers its readiness URL with 200. */
  public boolean ready() {
    try {
      var request = HttpRequest.newBuilder(readiness).timeout(Duration.ofSeconds(1)).build();
      return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public synchronized boolean alive() {
    return process != null && process.isAlive();
  }

  public synchronized long pid() {
    return process == null ? -1 : process.pid();
  }

  /** SIGKILL, and waits for the end. */
  public synchronized void kill() {
    wanted = false;
    if (process != null) {
      process.destroyForcibly();
      awaitExit(process, Duration.ofSeconds(5));
    }
  }

  /** SIGTERM, and SIGKILL if it has not ended after 15 s. */
  public synchronized void stop() {
    wanted = false;
    if (process != null && process.isAlive()) {
      process.destroy();
      if (!awaitExit(process, Duration.ofSeconds(15))) {
        process.destroyForcibly();
      }
    }
  }

  private static boolean awaitExit(Process process, Duration most) {
    try {
      return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  public Path log() {
    return state.resolve("logs").resolve(name + ".log");
  }

  /** Resident memory in MiB, or -1 where the system does not tell. */
  public long residentMib() {
    try {
      for (var line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1_024;
        }
      }
    } catch (IOException e) {
      return -1;
    }
    return -1;
  }

  private String endOfLog() throws IOException {
    var lines = Files.exists(log()) ? Files.readAllLines(log()) : List.<String>of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }

  static void sleep(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      throw Commands.interrupted();
    }
  }
}
