package dev.tollgate.bench.chain;

import java.util.Locale;

/** The figures as text. */
final class ChainReport {
  static final String BARE = "bare";
  static final String BARE_AGAIN = "bare, again";
  static final String ASKING = "asking an empty server";
  static final String CHAIN = "chain, answers recorded";
  static final String BESIDE = "the other chain, likewise";
  static final String WHOLE = "chain, authz-server";

  private ChainReport() {}

  /** A line for each Envoy and call; ratios are by the bare one. */
  static String of(ChainPlan plan, Rounds rounds) {
    var text = new StringBuilder();
    text.append(
        "%d rounds of %d ms a turn, %d connections to each Envoy\n\n"
            .formatted(plan.rounds(), plan.turn().toMillis(), plan.connections()));
    text.append("                                     CPU us a call          in all, by bare\n");
    text.append(
        "Envoy                        Envoy   authz  in all    min   median     max   calls/s\n");
    var bare = rounds.contenders().getFirst();
    for (var call : Call.ALL) {
      text.append(call.name()).append('\n');
      for (var contender : rounds.contenders()) {
        var ratio = rounds.ratio(contender, bare, call);
        text.append(
            String.format(
                Locale.ROOT,
                "  %-26s %6.1f  %6.1f  %6.1f %6.2f   %6.2f  %6.2f  %,8.0f\n",
                contender.name(),
                rounds.spread(contender, call, Turn::envoyMicros).median(),
                rounds.spread(contender, call, Turn::authzMicros).median(),
                rounds.spread(contender, call, Turn::micros).median(),
                ratio.min(),
                ratio.median(),
                ratio.max(),
                rounds.spread(contender, call, Turn::perSecond).median()));
      }
    }
    text.append("CPU us an event, of a stream of 120 beside one of 20\n");
    for (var contender : rounds.contenders()) {
      text.append(
          String.format(
              Locale.ROOT, "  %-26s %6.1f\n", contender.name(), rounds.eventMicros(contender)));
    }
    return text.toString();
  }
}
