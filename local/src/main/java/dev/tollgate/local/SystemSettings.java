package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a system on one machine is made with.
 *
 * @param state where everything it keeps is: data, secrets, configurations, logs
 * @param ledgers how many ledger-servers, 1 or more
 * @param requestTimeMax Q of docs/reference/leases.md
 */
public record SystemSettings(
    Path state,
    Ports ports,
    int ledgers,
    Duration requestTimeMax,
    Duration reportDelay,
    Duration voidAfter,
    Duration openedAfter,
    Duration periodicLogInterval) {
  /** Ports of 127.0.0.1. */
  public record Ports(
      int traffic,
      int adminRest,
      int admin,
      int authzObserve,
      int ledger,
      int ledgerObserve,
      int postgres,
      int upstream) {
    private static final int TRIES = 20;
    private static final int FREE_BASE_MIN = 20_000;
    private static final int FREE_BASE_MAX = 30_000;

    /** The documented ports, all moved by the difference to 8080. */
    public static Ports from(int base) {
      int by = base - 8080;
      return new Ports(
          base, base + 1, 9192 + by, 9193 + by, 9291 + by, 9391 + by, 5433 + by, 8090 + by);
    }

    /**
     * Ports that nobody listens on, below those that the kernel gives out by itself, so that nobody
     * takes one meanwhile.
     */
    public static Ports free(int ledgers) throws IOException {
      var random = ThreadLocalRandom.current();
      for (int tries = TRIES; ; tries--) {
        var ports = from(random.nextInt(FREE_BASE_MIN, FREE_BASE_MAX));
        try {
          ports.requireFree(ledgers);
          return ports;
        } catch (IOException taken) {
          if (tries == 1) {
            throw taken;
          }
        }
      }
    }

    private List<Integer> all(int ledgers) {
      var all =
          new ArrayList<>(List.of(traffic, adminRest, admin, authzObserve, upstream, postgres));
      for (int i = 0; i < ledgers; i++) {
        all.add(ledger(i));
        all.add(ledgerObserve(i));
      }
      return all;
    }

    /**
     * @throws IOException naming the port, if somebody listens on one of them
     */
    void requireFree(int ledgers) throws IOException {
      for (int port : all(ledgers)) {
        if (!FreePort.isFree(port)) {
          int otherBase = traffic > 50_000 ? traffic - 1_000 : traffic + 1_000;
          throw new IOException(
              "port %d is taken: stop what listens there, or choose others with --port-base %d"
                  .formatted(port, otherBase));
        }
      }
    }

    int ledger(int number) {
      return ledger + number;
    }

    int ledgerObserve(int number) {
      return ledgerObserve + number;
    }
  }

  /** As operators would have it. */
  public static SystemSettings standard(Path state, int portBase) {
    return new SystemSettings(
        state,
        Ports.from(portBase),
        1,
        Duration.ofMinutes(15),
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }
}
