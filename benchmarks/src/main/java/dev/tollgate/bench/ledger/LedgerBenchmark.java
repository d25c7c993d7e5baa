package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Benchmark;
import dev.tollgate.bench.Subject;
import dev.tollgate.bench.ledger.LedgerReport.Figure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a charge costs beside an interactive transaction on the same PostgreSQL. */
@Command(
    name = "ledger",
    description =
        "Measures charges beside interactive transactions; benchmarks/README.md explains.")
public final class LedgerBenchmark extends Benchmark<LedgerPlan> {
  private static final String HOT = "hot";
  private static final String HOT_AGAIN = "hot, again";
  private static final String INTERACTIVE = "interactive";
  private static final String INTERACTIVE_AGAIN = "interactive, again";
  private static final String SPREAD = "spread";
  private static final String APART = "spread apart";
  private static final String HALF = "half load";
  private static final String HALF_AGAIN = "half load, again";

  @Option(names = "--quick", description = "some seconds: shows that it works, measures little")
  private boolean quick;

  @Option(
      names = "--replicas",
      defaultValue = "4",
      description = "streams and connections, 1 to 64 (default ${DEFAULT-VALUE})")
  private int replicas;

  public static void main(String[] args) {
    main(new LedgerBenchmark(), args);
  }

  @Override
  protected String size() {
    return "--replicas";
  }

  @Override
  protected LedgerPlan plan() {
    return quick ? LedgerPlan.quick(replicas) : LedgerPlan.full(replicas);
  }

  @Override
  protected void run(LedgerPlan plan) throws IOException {
    var state = state();
    say("starting; logs and data are in %s until all is well".formatted(state));
    try (var subject = Subject.start(state);
        var fleet = Fleet.start(subject, plan.replicas());
        var interactive = Interactive.start(subject, plan.replicas())) {
      var rounds = new Rounds(plan, subject);
      var fsync = new Fsync(subject.postgresData());
      long begun = System.nanoTime();
      rounds.play(ways(fleet, interactive, rounds), fsync::sample);
      report(plan, rounds, fsync, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
      say(
          "the ledger holds: each of %,d charges exists once, after repeated reports too"
              .formatted(ExactlyOnce.check(subject, fleet)));
    }
    delete(state);
  }

  /** Some millions of charges take gigabytes. */
  private static void delete(Path state) throws IOException {
    try (var all = Files.walk(state)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static List<Way> ways(Fleet fleet, Interactive interactive, Rounds rounds) {
    return List.of(
        fleet.hot(HOT),
        interactive.hot(INTERACTIVE),
        fleet.hot(HOT_AGAIN),
        interactive.hot(INTERACTIVE_AGAIN),
        fleet.spread(SPREAD),
        fleet.apart(APART),
        fleet.paced(HALF, () -> rounds.newestRate(HOT) / 2),
        fleet.paced(HALF_AGAIN, () -> rounds.newestRate(HOT) / 2));
  }

  private void report(LedgerPlan plan, Rounds rounds, Fsync fsync, long seconds) {
    say(
        "%d rounds of %d ms a turn, %d replicas and as many connections, %d s in all"
            .formatted(plan.rounds(), plan.turn().toMillis(), plan.replicas(), seconds));
    var micros = fsync.micros();
    say(
        "write and fdatasync of 8 KiB beside PostgreSQL's data, us: min %.0f, median %.0f, max %.0f\n"
            .formatted(micros.min(), micros.median(), micros.max()));
    say(
        LedgerReport.ways(
            rounds,
            List.of(
                HOT, HOT_AGAIN, INTERACTIVE, INTERACTIVE_AGAIN, SPREAD, APART, HALF, HALF_AGAIN)));
    say(
        LedgerReport.ratios(
                rounds,
                List.of(
                    new Figure(HOT, INTERACTIVE, HOT_AGAIN, "100"),
                    new Figure(INTERACTIVE, HOT, INTERACTIVE_AGAIN, "-"),
                    new Figure(HOT, SPREAD, HOT_AGAIN, "0.9"),
                    new Figure(HOT, APART, HOT_AGAIN, "0.9")))
            + LedgerReport.ack(rounds, HALF, HALF_AGAIN));
  }
}
