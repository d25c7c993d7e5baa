package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Traffic;
import dev.tollgate.authz.usage.ProviderUsage.Counted;
import dev.tollgate.authz.usage.ProviderUsage.None;
import dev.tollgate.authz.usage.ProviderUsage.Unusable;
import java.util.Set;

/**
 * What a line shows of the answer beside its counts.
 *
 * @param runningCounts whether counts that were seen may have gone on rising
 */
record AnswerSeen(Traffic traffic, boolean runningCounts) {
  private static final int STATUS_FAILED = 400;

  /** Envoy's own ends of an answer that the provider was giving, and charges. */
  private static final Set<String> ENDED_BY_ENVOY =
      Set.of(
          "response_payload_too_large",
          "max_duration_timeout",
          "upstream_max_stream_duration_reached",
          "stream_idle_timeout");

  /**
   * @param brokenOff whether the answer did not end by itself, or has not ended yet
   */
  static AnswerSeen of(LineMembers members, ProviderUsage usage, boolean brokenOff)
      throws UnreadableLineException {
    boolean outputTold =
        switch (usage) {
          case Counted counted -> counted.outputTold();
          case None _, Unusable _ -> true;
        };
    boolean cut = brokenOff || usage.error() || (usage instanceof Counted c && !c.last());
    var traffic =
        new Traffic(
            members.hintTrue("stream"),
            members.hintNumber("bytes_in", 0),
            members.hintNumber("bytes_out", 0),
            outputTold,
            cut,
            failed(members, usage));
    return new AnswerSeen(traffic, brokenOff && members.hintTrue("running_usage"));
  }

  private static boolean failed(LineMembers members, ProviderUsage usage)
      throws UnreadableLineException {
    var code = members.integerOrNull("code");
    var details = members.hintText("details", Integer.MAX_VALUE);
    boolean refused = code != null && code >= STATUS_FAILED && !ENDED_BY_ENVOY.contains(details);
    return refused || (usage instanceof None none && none.error() && !none.outputBegun());
  }
}
