package dev.tollgate.authz.answers;

import com.google.protobuf.Timestamp;
import dev.tollgate.authz.credits.RequestCost;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.proto.answers.v1.GetRequestCostResponse;
import dev.tollgate.proto.answers.v1.RequestTokens;
import java.time.Instant;
import java.util.Locale;

/** What a request cost, as its caller is told. */
final class RequestCostAnswer {
  /** JSON has 64-bit numbers as strings: what does not fit 32 is shown as the most that does. */
  private static final long UNSIGNED_MAX = 0xFFFF_FFFFL;

  private RequestCostAnswer() {}

  static GetRequestCostResponse of(String id, RequestCost cost) {
    return GetRequestCostResponse.newBuilder()
        .setId(id)
        .setStatus(cost.state().name().toLowerCase(Locale.ROOT))
        .setProviderUsed(cost.provider())
        .setModel(cost.model())
        .setModelAnswered(cost.modelAnswered())
        .setEndpoint(cost.endpoint())
        .setHttpStatus(cost.status())
        .setCostIncurred(AnswersService.credits(cost.costNanocredits()))
        .setCreditsRemaining(AnswersService.credits(cost.balanceNanocredits()))
        .setEvidence(cost.evidence().name().toLowerCase(Locale.ROOT))
        .setPrice(cost.price().toString())
        .setTokens(tokens(cost.tokens()))
        .setUnits(unsigned(cost.units().count()))
        .setVariant(cost.units().variant())
        .setStartedAt(timestamp(cost.startedAt()))
        .setDurationMs(unsigned(cost.durationMillis()))
        .setFirstByteMs(Math.clamp(cost.firstByteMillis(), -1, Integer.MAX_VALUE))
        .build();
  }

  private static RequestTokens tokens(TokenCounts tokens) {
    return RequestTokens.newBuilder()
        .setInput(unsigned(tokens.input()))
        .setCachedInput(unsigned(tokens.cachedInput()))
        .setCacheWrite(unsigned(tokens.cacheWrite()))
        .setCacheWrite1H(unsigned(tokens.cacheWrite1h()))
        .setOutput(unsigned(tokens.output()))
        .setReasoning(unsigned(tokens.reasoning()))
        .setAudioInput(unsigned(tokens.audioInput()))
        .setAudioOutput(unsigned(tokens.audioOutput()))
        .build();
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  private static int unsigned(long value) {
    return (int) Math.clamp(value, 0L, UNSIGNED_MAX);
  }
}
