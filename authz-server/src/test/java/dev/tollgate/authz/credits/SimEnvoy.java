package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An Envoy's usage log, and whoever reads it to the lease book of the process that is there. */
final class SimEnvoy {
  private static final long READ_NANOS = Duration.ofMillis(500).toNanos();
  private static final long LOOK_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long TELL_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int REREAD_MAX = 5;

  private final SimWorld world;
  private final SimMachine machine;
  private final List<Line> lines = new ArrayList<>();
  private final List<SimRequest> foreign = new ArrayList<>();
  private int forwarded;
  private long lookedNanos;
  private String historyId = "";
  private final List<SimRequest> running = new ArrayList<>();
  private int read;
  private int boot = 1;
  private long pausedUntil;
  private long quietSince = -1;
  private @Nullable SimProcess reader;

  private sealed interface Line {
    record End(SimRequest request) implements Line {}

    record Progress(SimRequest request, long tokens) implements Line {}

    record BootEnded(String boot) implements Line {}
  }

  SimEnvoy(SimWorld world, SimMachine machine) {
    this.world = world;
    this.machine = machine;
    readLater();
  }

  String boot() {
    return "boot-" + boot;
  }

  /** The Check was answered in time: off it goes. */
  void send(SimRequest request) {
    request.state = SimRequest.State.UPSTREAM;
    running.add(request);
    long duration = world.plan.nanosUpTo(SimPlan.REQUEST_TIME_MAX, world.random);
    for (long at = TELL_NANOS; at < duration; at += TELL_NANOS) {
      long tokens = request.cost * at / duration;
      world.time.in(at, machine.name + " progress", () -> progress(request, tokens));
    }
    world.time.in(duration, machine.name + " ended", () -> end(request));
  }

  private void progress(SimRequest request, long tokens) {
    if (request.state == SimRequest.State.UPSTREAM) {
      request.told = tokens;
      lines.add(new Line.Progress(request, tokens));
    }
  }

  private void end(SimRequest request) {
    if (request.state == SimRequest.State.UPSTREAM) {
      request.state = SimRequest.State.ENDED;
      running.remove(request);
      lines.add(new Line.End(request));
    }
  }

  /** A new one takes its place. */
  void crash() {
    running.forEach(request -> request.state = SimRequest.State.CUT);
    running.clear();
    lines.add(new Line.BootEnded(boot()));
    boot++;
    quietSince = -1;
  }

  /** What was not read yet is never read. */
  void loseLog() {
    lines.subList(read, lines.size()).clear();
  }

  void pauseReader(Duration time) {
    pausedUntil = world.time.now() + time.toNanos();
  }

  /** A new process has read a little less than the one before. */
  void readerDied() {
    read = Math.max(0, read - world.random.nextInt(REREAD_MAX));
    quietSince = -1;
  }

  private void readLater() {
    world.time.in(
        READ_NANOS,
        machine.name + " read",
        () -> {
          readNow();
          readLater();
        });
  }

  private void readNow() {
    var process = machine.process();
    if (process == null || world.time.now() < pausedUntil) {
      quietSince = -1;
      return;
    }
    if (process != reader) {
      reader = process;
      quietSince = -1;
    }
    try {
      readOn();
      long now = machine.nanoTime();
      if (quietSince >= 0) {
        var quiet = Duration.ofNanos(now - quietSince);
        process.settlements().quiet(new EnvoyBoot(machine.name, boot()), quiet);
      }
      quietSince = now;
    } catch (IllegalStateException notYet) {
      quietSince = -1;
    }
    forward(process);
  }

  /** Tells the process that is there what has not been read yet. */
  void readOn() {
    var process = machine.process();
    while (process != null && read < lines.size()) {
      tell(process.settlements(), lines.get(read));
      read++;
    }
  }

  private void tell(Settlements settlements, Line line) {
    switch (line) {
      case Line.Progress(var request, var tokens) ->
          settlements.progress(request.id(), request.report(tokens, true));
      case Line.BootEnded(var ended) -> settlements.bootEnded(new EnvoyBoot(machine.name, ended));
      case Line.End(var request) -> {
        var result = settlements.settle(request.id(), request.report(request.cost, false));
        if (result == Result.FOREIGN) {
          foreign.add(request);
        } else {
          request.heard = true;
          request.journaled = true;
        }
      }
    }
  }

  /** Usage of others' reservations goes to the ledger; all of it again to one that forgot. */
  private void forward(SimProcess process) {
    boolean look = world.time.now() - lookedNanos >= LOOK_NANOS;
    if (foreign.isEmpty() || (forwarded == foreign.size() && !look)) {
      return;
    }
    var batch = forwarded < foreign.size() ? rest() : foreign.subList(0, 1);
    var usages = batch.stream().map(SimEnvoy::usage).toList();
    if (process.foreignReports().forward(usages)
        instanceof ForeignReports.Outcome.Forwarded(var history)) {
      lookedNanos = world.time.now();
      for (var request : batch) {
        request.heard = true;
        request.journaled = false;
      }
      boolean forgot = !historyId.isEmpty() && !historyId.equals(history);
      forwarded = forgot ? 0 : Math.max(forwarded, foreign.indexOf(batch.getLast()) + 1);
      historyId = history;
    }
  }

  private List<SimRequest> rest() {
    return foreign.subList(forwarded, Math.min(foreign.size(), forwarded + 1_000));
  }

  private static ForeignReports.Foreign usage(SimRequest request) {
    var id = request.id();
    var admission =
        Admission.newBuilder()
            .setDay(id.day())
            .setN(id.n())
            .addAllPath(request.path)
            .setHold(Vectors.oneRequest(request.hold))
            .setPriceVersion(PriceProtos.toProto(SimLedger.VERSION))
            .setModel(SimLedger.MODEL);
    return new ForeignReports.Foreign(
        id.replica(), admission.build(), request.report(request.cost, false));
  }
}
