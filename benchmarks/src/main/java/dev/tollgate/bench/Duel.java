package dev.tollgate.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/** One question, asked of two servers round after round, and what came of it. */
final class Duel {
  private final Question question;
  private final Contender base;
  private final Contender other;
  private final List<Round> rounds = new ArrayList<>();

  /** Both servers' turns, one right after the other. */
  record Round(Slot base, Slot other) {}

  /**
   * @param base what {@code other} is measured against
   */
  Duel(Question question, Contender base, Contender other) {
    this.question = question;
    this.base = base;
    this.other = other;
  }

  Question question() {
    return question;
  }

  Contender base() {
    return base;
  }

  Contender other() {
    return other;
  }

  void add(Round round) {
    rounds.add(round);
  }

  /** A value of one server's turns. */
  Spread spread(Function<Round, Slot> turn, ToDoubleFunction<Slot> value) {
    return Spread.of(rounds.stream().map(turn).mapToDouble(value));
  }

  /** The other server's value by the base's, each within its own round. */
  Spread ratio(ToDoubleFunction<Slot> value) {
    return Spread.of(
        rounds.stream()
            .mapToDouble(r -> value.applyAsDouble(r.other()) / value.applyAsDouble(r.base())));
  }

  /** Latencies of all of one server's turns. */
  Histogram latencyNanos(Function<Round, Slot> turn) {
    var sum = new Histogram(turn.apply(rounds.getFirst()).latencyNanos());
    rounds.forEach(round -> sum.add(turn.apply(round).latencyNanos()));
    return sum;
  }
}
