package dev.tollgate.bench.ledger;

import dev.tollgate.bench.CpuTime;
import dev.tollgate.bench.Spread;
import dev.tollgate.bench.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** Lets the ways take turns, round after round, and keeps what came of it. */
final class Rounds {
  private final LedgerPlan plan;
  private final Subject subject;
  private final long postgresPid;
  private final Map<String, List<Turn>> turns = new HashMap<>();
  private final Map<String, Double> newestRates = new HashMap<>();

  Rounds(LedgerPlan plan, Subject subject) throws IOException {
    this.plan = plan;
    this.subject = subject;
    this.postgresPid = subject.postgresPid();
  }

  /**
   * Plays all rounds; every second one backwards. The first of them do not count.
   *
   * @param beforeEach done before each round that counts
   */
  void play(List<Way> ways, Step beforeEach) throws IOException {
    for (int round = 0; round < plan.warmUpRounds(); round++) {
      round(ways);
    }
    turns.clear();
    for (int round = 0; round < plan.rounds(); round++) {
      beforeEach.run();
      round(round % 2 == 0 ? ways : ways.reversed());
    }
  }

  /** Something that may fail. */
  interface Step {
    void run() throws IOException;
  }

  private void round(List<Way> ways) throws IOException {
    for (var way : ways) {
      var turn = turn(way);
      newestRates.put(way.name(), turn.chargesPerSecond());
      turns.computeIfAbsent(way.name(), _ -> new ArrayList<>()).add(turn);
    }
  }

  private Turn turn(Way way) throws IOException {
    var ledger = CpuTime.of(subject.ledgerPid());
    var postgres = CpuTime.ofTree(postgresPid);
    var done = way.charge(plan.turn());
    return new Turn(
        done.charges(),
        done.nanos(),
        done.ackNanos(),
        CpuTime.of(subject.ledgerPid()).since(ledger),
        CpuTime.ofTree(postgresPid).since(postgres));
  }

  /** Charges a second of a way's newest turn. */
  double newestRate(String way) {
    return newestRates.getOrDefault(way, 1_000.0);
  }

  /** A value of a way's turns. */
  Spread spread(String way, ToDoubleFunction<Turn> value) {
    return Spread.of(of(way).stream().mapToDouble(value));
  }

  /** One way's charges a second by another's, each within its own round. */
  Spread ratio(String way, String by) {
    var rates = new ArrayList<Double>();
    for (int round = 0; round < of(way).size(); round++) {
      rates.add(of(way).get(round).chargesPerSecond() / of(by).get(round).chargesPerSecond());
    }
    return Spread.of(rates.stream().mapToDouble(Double::doubleValue));
  }

  /** Times to the acknowledgement, of all of a way's turns together. */
  Histogram ackNanos(String way) {
    var sum = new Histogram(of(way).getFirst().ackNanos()); // of the same shape, and empty
    of(way).forEach(turn -> sum.add(turn.ackNanos()));
    return sum;
  }

  private List<Turn> of(String way) {
    return turns.getOrDefault(way, List.of());
  }
}
