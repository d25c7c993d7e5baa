package dev.tollgate.bench;

import dev.tollgate.authz.authn.Authentication;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * What keys in memory take: authenticates every key of a {@link KeyWorld}, and prints how many are
 * remembered and how many bytes of heap more live than before.
 */
final class CachedKeys {
  private static final int FIRST = 1_000; // classes, pools and buffers come with them
  private static final int IN_FLIGHT = 64;

  private CachedKeys() {}

  /** Prints {@code <keys> <bytes>}. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    var world = KeyWorld.given();
    try (var parts = AuthzParts.start(world.database());
        var keys = Files.newBufferedReader(world.keys())) {
      parts.warm(world.plainKey());
      load(parts, keys.lines().limit(FIRST).iterator());
      long keysBefore = parts.keysRemembered();
      long bytesBefore = liveBytes();
      load(parts, keys.lines().iterator());
      long bytes = liveBytes() - bytesBefore;
      System.out.println((parts.keysRemembered() - keysBefore) + " " + bytes);
    }
  }

  private static void load(AuthzParts parts, Iterator<String> keys)
      throws InterruptedException, ExecutionException {
    Deque<CompletableFuture<Authentication>> running = new ArrayDeque<>();
    while (keys.hasNext() || !running.isEmpty()) {
      if (keys.hasNext() && running.size() < IN_FLIGHT) {
        running.add(parts.authenticate(keys.next()));
      } else if (!(running.remove().get() instanceof Authentication.Authenticated)) {
        throw new IllegalStateException("a stored key was not accepted");
      }
    }
  }

  /** Of the heap, after a collection of all of it. */
  private static long liveBytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
