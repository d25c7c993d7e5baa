package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import dev.tollgate.authz.credits.journal.Journals;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** One life of an authz-server: its journals at work, until it is killed. */
final class SimProcess implements Lanes {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int SEGMENT_BYTES = 64 * 1024;

  private final SimWorld world;
  private final SimMachine machine;
  private final List<Driven> driven = new ArrayList<>();
  private final ForeignReports foreignReports;
  private final Journals journals;
  private boolean alive = true;

  /** One replica and when its next step is due. */
  private final class Driven {
    final Journal journal;
    final Replica replica;
    Pause pause = Pause.NONE;
    long turns;

    Driven(Journal journal, Replica.Surroundings outside, JournalConfig config) {
      this.journal = journal;
      this.replica =
          new Replica(journal, config, world.plan.times(), outside, this::unfit, this::woken);
      turnIn(0);
      tickIn(world.random.nextLong(TICK_NANOS));
    }

    private void unfit(Replica itself) {
      if (journal.retired()) {
        itself.keepSettlements();
      } else if (world.seams.keepsUnfit(journal.id())) {
        machine.restart();
      } else {
        machine.retire(journal.id());
      }
    }

    private void woken() {
      if (pause.untilWoken()) {
        turnIn(0);
      }
    }

    private void turnIn(long nanos) {
      pause = Pause.NONE;
      long turn = ++turns;
      world.time.in(nanos, machine.name + " turn", () -> turn(turn));
    }

    private void turn(long turn) {
      if (alive && turn == turns) {
        var next = replica.turn();
        turnIn(next.nanos());
        pause = next;
      }
    }

    private void tickIn(long nanos) {
      world.time.in(nanos, machine.name + " tick", this::tick);
    }

    private void tick() {
      if (alive) {
        replica.tick();
        tickIn(TICK_NANOS);
      }
    }
  }

  SimProcess(SimWorld world, SimMachine machine) throws IOException {
    this.world = world;
    this.machine = machine;
    var network = new SimCalls(world, machine.name, () -> alive, machine::isConnected);
    var calls = world.seams.calls(machine, network);
    var settings =
        new Journal.Settings(
            machine.directory,
            1,
            SEGMENT_BYTES,
            world.seams.journalBoot(machine),
            false,
            DirectExecutor::new);
    this.journals =
        Journals.open(
            settings,
            () -> world.seams.journalId(machine, world::newId),
            world.seams.segmentClock(machine::nanoTime),
            world.seams.retentionClock(machine::instant));
    var prices = new PriceFeed(calls);
    this.foreignReports = new LedgerForeignReports(calls, prices);
    var outside =
        new Replica.Surroundings(
            calls,
            prices,
            new PolicyFeed(calls),
            this,
            machine::instant,
            machine::nanoTime,
            machine.hostBoot(),
            machine::restart,
            new CreditsMetrics(new SimpleMeterRegistry()));
    var config = new JournalConfig(machine.directory, 1, world.plan.leaves());
    driven.add(new Driven(journals.current(), outside, config));
    journals.retired().forEach(journal -> driven.add(new Driven(journal, outside, config)));
  }

  /** What a kill of the process leaves: the files, and no lock on them. */
  void kill() throws IOException {
    alive = false;
    for (var one : driven) {
      one.journal.close();
    }
  }

  /** A stop in order; whatever its last calls come to. */
  void stop() throws IOException {
    for (var one : driven) {
      one.replica.close();
    }
    alive = false;
  }

  Replica replica() {
    return driven.getFirst().replica;
  }

  /** The journals that are only drained. */
  List<UUID> retired() {
    return journals.retired().stream().map(Journal::id).toList();
  }

  Journal journal() {
    return driven.getFirst().journal;
  }

  ForeignReports foreignReports() {
    return foreignReports;
  }

  Settlements settlements() {
    var all = new AllSettlements(driven.stream().map(one -> one.replica.settlements()).toList());
    return world.seams.settlements(journals, all);
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public int current() {
    return 0;
  }

  @Override
  public void execute(int lane, Runnable task) {
    later(task, Duration.ZERO);
  }

  @Override
  public void later(Runnable task, Duration delay) {
    world.time.in(
        delay.toNanos(),
        machine.name + " task",
        () -> {
          if (alive) {
            task.run();
          }
        });
  }
}
