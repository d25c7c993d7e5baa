package dev.tollgate.bench.usage;

import dev.tollgate.bench.CpuTime;
import dev.tollgate.bench.Spread;
import dev.tollgate.bench.Subject;
import dev.tollgate.bench.ledger.Fleet;
import dev.tollgate.bench.ledger.Way;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Charges of two ledgers in turns: one with a history, one without. */
final class InsertRates {
  private final UsagePlan plan;
  private final Map<String, List<Turn>> turns = new LinkedHashMap<>();

  InsertRates(UsagePlan plan) {
    this.plan = plan;
  }

  private record Turn(double perSecond, double postgresMicros, double ledgerMicros) {}

  private record Contender(Subject subject, Way way) {}

  /** Plays all rounds, every second one backwards, and one before them that does not count. */
  void play(Subject filled, Fleet filledFleet, Subject empty, Fleet emptyFleet) throws IOException {
    var contenders =
        List.of(
            new Contender(empty, emptyFleet.hot("one account, empty")),
            new Contender(filled, filledFleet.hot("one account, filled")),
            new Contender(filled, filledFleet.hot("one account, filled, again")),
            new Contender(empty, emptyFleet.spread("1,000 accounts, empty")),
            new Contender(filled, filledFleet.spread("1,000 accounts, filled")),
            new Contender(filled, filledFleet.spread("1,000 accounts, filled, again")));
    for (int round = -1; round < plan.rounds(); round++) {
      if (round == 0) {
        turns.clear();
      }
      for (var contender : round % 2 == 0 ? contenders : contenders.reversed()) {
        turns.computeIfAbsent(contender.way().name(), _ -> new ArrayList<>()).add(turn(contender));
      }
    }
  }

  private Turn turn(Contender contender) throws IOException {
    var subject = contender.subject();
    var postgres = CpuTime.ofTree(subject.postgresPid());
    var ledger = CpuTime.of(subject.ledgerPid());
    var done = contender.way().charge(plan.turn());
    return new Turn(
        done.charges() * 1e9 / done.nanos(),
        CpuTime.ofTree(subject.postgresPid()).since(postgres).toNanos() / 1e3 / done.charges(),
        CpuTime.of(subject.ledgerPid()).since(ledger).toNanos() / 1e3 / done.charges());
  }

  /** A line for each way, and the ratios with their controls. */
  String report() {
    var text = new StringBuilder();
    text.append("                                     charges/s         CPU us a charge\n");
    text.append("way                            min   median      max    ledger PostgreSQL\n");
    for (var name : turns.keySet().stream().sorted().toList()) {
      var rate = spread(name, Turn::perSecond);
      text.append(
          "%-29s %,8.0f %,8.0f %,8.0f %9.1f %10.1f%n"
              .formatted(
                  name,
                  rate.min(),
                  rate.median(),
                  rate.max(),
                  spread(name, Turn::ledgerMicros).median(),
                  spread(name, Turn::postgresMicros).median()));
    }
    text.append(
        "\n"
            + "filled by empty                    min   median      max   A/A control: min median"
            + " max\n");
    for (var accounts : List.of("one account", "1,000 accounts")) {
      ratio(text, accounts, "charges/s", Turn::perSecond);
      ratio(text, accounts, "PostgreSQL's CPU a charge", Turn::postgresMicros);
    }
    return text.toString();
  }

  private void ratio(
      StringBuilder text, String accounts, String what, ToDoubleFunction<Turn> value) {
    var filled = accounts + ", filled";
    var ratio = ratio(filled, accounts + ", empty", value);
    var control = ratio(filled + ", again", filled, value);
    text.append(
        "%-42s %5.2f %6.2f %6.2f %17.2f %6.2f %5.2f%n"
            .formatted(
                accounts + ", " + what,
                ratio.min(),
                ratio.median(),
                ratio.max(),
                control.min(),
                control.median(),
                control.max()));
  }

  private Spread spread(String name, ToDoubleFunction<Turn> value) {
    return Spread.of(of(name).stream().mapToDouble(value));
  }

  private Spread ratio(String name, String by, ToDoubleFunction<Turn> value) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < of(name).size(); round++) {
      ratios.add(value.applyAsDouble(of(name).get(round)) / value.applyAsDouble(of(by).get(round)));
    }
    return Spread.of(ratios.stream().mapToDouble(Double::doubleValue));
  }

  private List<Turn> of(String name) {
    return turns.getOrDefault(name, List.of());
  }
}
