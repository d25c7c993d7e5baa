package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.HostCrash;
import dev.tollgate.authz.credits.journal.Journals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host with a clock, a disk, an Envoy, and an authz-server that dies and comes again. */
final class SimMachine {
  private static final int CUT_MAX = 12;

  /** More than a ledger bears with, at a window's end. */
  private static final long CLOCK_ERROR_NANOS_MAX = Duration.ofSeconds(12).toNanos();

  final String name;
  final Path directory;
  final SimEnvoy envoy;
  private final SimWorld world;
  private final double clockRate;
  private final long clockOffset;
  private final long clockErrorNanos;
  private final Set<UUID> journals = new HashSet<>();
  private final Set<UUID> lostJournals = new HashSet<>();
  private final Set<UUID> drained = new HashSet<>();
  private int hostBoot = 1;
  private long cutOffUntil;
  private @Nullable SimProcess process;

  SimMachine(SimWorld world, String name, Path directory) {
    this.world = world;
    this.name = name;
    this.directory = directory;
    this.clockRate = world.plan.clockRate(world.random);
    this.clockOffset = Duration.ofHours(world.random.nextLong(1, 100)).toNanos();
    this.clockErrorNanos = world.random.nextLong(-CLOCK_ERROR_NANOS_MAX, CLOCK_ERROR_NANOS_MAX);
    this.envoy = new SimEnvoy(world, this);
  }

  /** Never runs backwards, and drifts. */
  long nanoTime() {
    return clockOffset + (long) (world.time.now() * clockRate);
  }

  /** By its wall clock, which is a little wrong. */
  Instant instant() {
    return world.instant().plusNanos(clockErrorNanos);
  }

  String hostBoot() {
    return "host-boot-" + hostBoot;
  }

  boolean isConnected() {
    return world.time.now() >= cutOffUntil;
  }

  void cutOff(Duration time) {
    cutOffUntil = Math.max(cutOffUntil, world.time.now() + time.toNanos());
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
      drained.addAll(process.retired());
    }
  }

  /** kill -9. */
  void kill() throws IOException {
    if (process != null) {
      process.kill();
      process = null;
      envoy.readerDied();
      if (world.seams.killCutsTail()) {
        HostCrash.cutTails(directory, () -> world.random.nextInt(CUT_MAX));
      }
    }
  }

  /** A stop in order. */
  void stop() throws IOException {
    if (process != null) {
      process.stop();
      process = null;
      envoy.readerDied();
    }
  }

  /** Whether something of a journal was lost. */
  boolean lost(UUID journal) {
    return lostJournals.contains(journal);
  }

  /** Whether a journal may lack something, or hold more than its lease: it only drains. */
  boolean onlyDrains(UUID journal) {
    return lostJournals.contains(journal) || drained.contains(journal);
  }

  /** Whether a journal is among the retired ones. */
  boolean onlyDrainsHere(UUID journal) {
    return Files.exists(directory.resolve("retired").resolve(journal.toString()));
  }

  /** The host goes down and comes up again: the ends of its files are as they were before. */
  void crashHost() throws IOException {
    kill();
    hostBoot++;
    lostJournals.addAll(journals);
    forgetUncharged();
    HostCrash.cutTails(directory, () -> world.random.nextInt(CUT_MAX));
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
    drained.add(journal);
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
    lostJournals.addAll(journals);
    forgetUncharged();
    delete(directory);
  }

  /** What only a journal knew that has lost something may be known to nobody now. */
  void forgetUncharged() {
    world.requests.stream()
        .filter(request -> request.admitted() && lostJournals.contains(request.id().replica()))
        .filter(request -> request.journaled && !world.isCharged(request))
        .forEach(request -> request.heard = false);
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
