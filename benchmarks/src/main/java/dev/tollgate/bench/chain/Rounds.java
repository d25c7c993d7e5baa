package dev.tollgate.bench.chain;

import dev.tollgate.bench.Spread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Lets the Envoys take turns with each call, every second round backwards. */
final class Rounds {
  private final ChainPlan plan;
  private final List<Contender> contenders;
  private final Map<Contender, Map<Call, List<Turn>>> turns = new HashMap<>();

  Rounds(ChainPlan plan, List<Contender> contenders) {
    this.plan = plan;
    this.contenders = contenders;
  }

  void play() throws IOException {
    for (var call : Call.ALL) {
      for (var contender : contenders) {
        Turn.warmUp(contender, call, plan.warmUp());
      }
    }
    for (int round = 0; round < plan.rounds(); round++) {
      for (var call : Call.ALL) {
        for (var contender : round % 2 == 0 ? contenders : contenders.reversed()) {
          turns
              .computeIfAbsent(contender, _ -> new HashMap<>())
              .computeIfAbsent(call, _ -> new ArrayList<>())
              .add(Turn.of(contender, call, plan.connections(), plan.turn()));
        }
      }
    }
  }

  List<Contender> contenders() {
    return contenders;
  }

  Spread spread(Contender contender, Call call, ToDoubleFunction<Turn> value) {
    return Spread.of(of(contender, call).stream().mapToDouble(value));
  }

  /** What a call takes in all, by what it takes at another Envoy, each within its own round. */
  Spread ratio(Contender contender, Contender by, Call call) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < plan.rounds(); round++) {
      ratios.add(of(contender, call).get(round).micros() / of(by, call).get(round).micros());
    }
    return Spread.of(ratios.stream().mapToDouble(Double::doubleValue));
  }

  /** Microseconds of an event: what a long stream takes more than a short one. */
  double eventMicros(Contender contender) {
    double more =
        spread(contender, Call.LONG, Turn::micros).median()
            - spread(contender, Call.SHORT, Turn::micros).median();
    return more / (Call.LONG.events() - Call.SHORT.events());
  }

  private List<Turn> of(Contender contender, Call call) {
    return turns.getOrDefault(contender, Map.of()).getOrDefault(call, List.of());
  }
}
