package dev.tollgate.cli.export;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Charge;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A column of an export.
 *
 * @param value a text, a whole number or, of credits, an exact decimal one
 */
record ChargeColumn(String name, Function<Charge, Object> value) {
  private static final int NANO = 9;

  /** All of them, in the order of every format. */
  static final List<ChargeColumn> ALL =
      List.of(
          text("request_id", c -> c.getAdmission().getRequestId()),
          text("reservation", Charge::getReservation),
          text("day", c -> LocalDate.ofEpochDay(c.getAdmission().getDay()).toString()),
          text("started_at", c -> time(c.getUsage().getStartedAtMs())),
          text("charged_at", c -> time(c.getPostedAt())),
          text("organization_id", c -> c.getAdmission().getOrganizationId()),
          text("user_id", c -> c.getAdmission().getUserId()),
          text("key_id", c -> c.getAdmission().getKeyId()),
          text("wallet", c -> c.getAdmission().getPath(0)),
          text("provider", c -> c.getAdmission().getProvider()),
          text("endpoint", c -> c.getAdmission().getEndpoint()),
          text("method", c -> c.getUsage().getMethod()),
          text("model", c -> c.getAdmission().getModel()),
          text("model_answered", c -> c.getUsage().getModelAnswered()),
          number("status", c -> (long) c.getUsage().getStatus()),
          text("kind", Charge::getKind),
          text("evidence", ChargeColumn::evidence),
          number("tokens_input", c -> c.getUsage().getTokens().getInput()),
          number("tokens_cached_input", c -> c.getUsage().getTokens().getCachedInput()),
          number("tokens_cache_write", c -> c.getUsage().getTokens().getCacheWrite()),
          number("tokens_cache_write_1h", c -> c.getUsage().getTokens().getCacheWrite1H()),
          number("tokens_output", c -> c.getUsage().getTokens().getOutput()),
          number("tokens_reasoning", c -> c.getUsage().getTokens().getReasoning()),
          number("tokens_audio_input", c -> c.getUsage().getTokens().getAudioInput()),
          number("tokens_audio_output", c -> c.getUsage().getTokens().getAudioOutput()),
          number("units", c -> c.getUsage().getUnits()),
          text("variant", c -> c.getUsage().getVariant()),
          credits("cost", c -> c.getCost().getNanocredits()),
          text("price", ChargeColumn::price),
          credits("balance_before", Charge::getBalanceBefore),
          credits("balance_after", Charge::getBalanceAfter),
          number("duration_ms", c -> c.getUsage().getDurationMs()),
          number("first_byte_ms", c -> c.getUsage().getFirstByteMs()),
          number("attempts", c -> (long) c.getUsage().getAttempts()),
          text("client_address", c -> c.getUsage().getClientAddress()),
          text("user_agent", c -> c.getUsage().getUserAgent()),
          text("error", c -> c.getUsage().getError()));

  private static ChargeColumn text(String name, Function<Charge, String> value) {
    return new ChargeColumn(name, value::apply);
  }

  private static ChargeColumn number(String name, Function<Charge, Long> value) {
    return new ChargeColumn(name, value::apply);
  }

  private static ChargeColumn credits(String name, Function<Charge, Long> nanocredits) {
    return new ChargeColumn(
        name, c -> BigDecimal.valueOf(nanocredits.apply(c), NANO).stripTrailingZeros());
  }

  private static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  private static String time(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  private static String evidence(Charge charge) {
    return charge
        .getUsage()
        .getEvidence()
        .name()
        .replaceFirst("EVIDENCE_", "")
        .toLowerCase(Locale.ROOT);
  }

  private static String price(Charge charge) {
    var version = charge.getAdmission().getPriceVersion();
    return version.getBook() + "@" + version.getVersion();
  }
}
