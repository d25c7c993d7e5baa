package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host with a clock, a disk, an Envoy, and an authz-server that dies and comes again. */
final class SimMachine {
  final String name;
  final Path directory;
  final SimEnvoy envoy;
  private final SimWorld world;
  private final double clockRate;
  private final long clockOffset;
  private final Set<UUID> journals = new HashSet<>();
  private int hostBoot = 1;
  private long cutOffUntil;
  private @Nullable SimProcess process;

  SimMachine(SimWorld world, String name, Path directory) {
    this.world = world;
    this.name = name;
    this.directory = directory;
    this.clockRate = 1 + (world.random.nextDouble() - 0.5) * 2e-3;
    this.clockOffset = Duration.ofHours(world.random.nextLong(1, 100)).toNanos();
    this.envoy = new SimEnvoy(world, this);
  }

  /** Never runs backwards, and drifts. */
  long nanoTime() {
    return clockOffset + (long) (world.time.now() * clockRate);
  }

  String hostBoot() {
    return "host-boot-" + hostBoot;
  }

  boolean isConnected() {
    return world.time.now() >= cutOffUntil;
  }

  void cutOff(Duration time) {
    cutOffUntil = world.time.now() + time.toNanos();
  }

  void reconnect() {
    cutOffUntil = 0;
  }

  @Nullable SimProcess process() {
    return process;
  }

  void startLater(Duration delay) {
    world.time.in(delay.toNanos(), name + " start", this::start);
  }

  private void start() throws IOException {
    if (process == null) {
      process = new SimProcess(world, this);
      journals.add(process.journal().id());
    }
  }

  /** kill -9. */
  void kill() throws IOException {
    if (process != null) {
      process.kill();
      process = null;
      envoy.readerDied();
    }
  }

  /** As asked for by the process itself, which ends at once. */
  void restart() {
    var dying = process;
    world.time.in(
        0,
        name + " restart",
        () -> {
          if (process == dying) {
            kill();
            startLater(Duration.ofSeconds(1));
          }
        });
  }

  void retire(UUID journal) {
    try {
      Journals.retire(directory, journal);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    restart();
  }

  /** The journal's volume is gone. */
  void loseDisk() throws IOException {
    kill();
    world.requests.stream()
        .filter(request -> request.admitted() && journals.contains(request.id().replica()))
        .filter(request -> request.journaled && !world.isCharged(request))
        .forEach(request -> request.heard = false);
    delete(directory);
  }

  static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var paths = Files.walk(directory)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
