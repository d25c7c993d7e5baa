package dev.tollgate.export;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Charge;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/** A column of an export, and what it holds. */
sealed interface ChargeColumn {
  /** The decimal digits of an amount after the point. */
  int SCALE = 9;

  String name();

  /**
   * As text formats have it: times are UTC, amounts whole and parts of credits without exponent.
   */
  String text(Charge charge);

  /** Empty where there is none. */
  record Text(String name, Function<Charge, String> value) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return value.apply(charge);
    }
  }

  record Count(String name, ToLongFunction<Charge> value) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return Long.toString(value.applyAsLong(charge));
    }
  }

  /** A negative one is none. */
  record OptionalCount(String name, ToLongFunction<Charge> value) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return Long.toString(value.applyAsLong(charge));
    }
  }

  record Credits(String name, ToLongFunction<Charge> nanocredits) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return BigDecimal.valueOf(nanocredits.applyAsLong(charge), SCALE)
          .stripTrailingZeros()
          .toPlainString();
    }
  }

  record Time(String name, Function<Charge, Instant> value) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return value.apply(charge).toString();
    }
  }

  record Day(String name, ToIntFunction<Charge> epochDay) implements ChargeColumn {
    @Override
    public String text(Charge charge) {
      return LocalDate.ofEpochDay(epochDay.applyAsInt(charge)).toString();
    }
  }

  /** All of them, in the order of every format. */
  List<ChargeColumn> ALL =
      List.of(
          new Text("request_id", c -> c.getAdmission().getRequestId()),
          new Text("reservation", Charge::getReservation),
          new Day("day", c -> c.getAdmission().getDay()),
          new Time("started_at", c -> Instant.ofEpochMilli(c.getUsage().getStartedAtMs())),
          new Time("charged_at", c -> instant(c.getPostedAt())),
          new Text("organization_id", c -> c.getAdmission().getOrganizationId()),
          new Text("user_id", c -> c.getAdmission().getUserId()),
          new Text("key_id", c -> c.getAdmission().getKeyId()),
          new Text("wallet", c -> c.getAdmission().getPath(0)),
          new Text("provider", c -> c.getAdmission().getProvider()),
          new Text("endpoint", c -> c.getAdmission().getEndpoint()),
          new Text("method", c -> c.getUsage().getMethod()),
          new Text("model", c -> c.getAdmission().getModel()),
          new Text("model_answered", c -> c.getUsage().getModelAnswered()),
          new Count("status", c -> c.getUsage().getStatus()),
          new Text("kind", Charge::getKind),
          new Text("evidence", ChargeColumn::evidence),
          new Count("tokens_input", c -> c.getUsage().getTokens().getInput()),
          new Count("tokens_cached_input", c -> c.getUsage().getTokens().getCachedInput()),
          new Count("tokens_cache_write", c -> c.getUsage().getTokens().getCacheWrite()),
          new Count("tokens_cache_write_1h", c -> c.getUsage().getTokens().getCacheWrite1H()),
          new Count("tokens_output", c -> c.getUsage().getTokens().getOutput()),
          new Count("tokens_reasoning", c -> c.getUsage().getTokens().getReasoning()),
          new Count("tokens_audio_input", c -> c.getUsage().getTokens().getAudioInput()),
          new Count("tokens_audio_output", c -> c.getUsage().getTokens().getAudioOutput()),
          new Count("units", c -> c.getUsage().getUnits()),
          new Text("variant", c -> c.getUsage().getVariant()),
          new Credits("cost", c -> c.getCost().getNanocredits()),
          new Text("price", ChargeColumn::price),
          new Credits("balance_before", Charge::getBalanceBefore),
          new Credits("balance_after", Charge::getBalanceAfter),
          new Count("duration_ms", c -> c.getUsage().getDurationMs()),
          new OptionalCount("first_byte_ms", c -> c.getUsage().getFirstByteMs()),
          new Count("attempts", c -> c.getUsage().getAttempts()),
          new Text("client_address", c -> c.getUsage().getClientAddress()),
          new Text("user_agent", c -> c.getUsage().getUserAgent()),
          new Text("error", c -> c.getUsage().getError()),
          new Text("byok", ChargeColumn::byok),
          new Credits("spend", c -> spend(c.getCost())),
          new Count("byok_fee_basis_points", c -> c.getAdmission().getByokFeeBasisPoints()));

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }

  private static String evidence(Charge charge) {
    return charge
        .getUsage()
        .getEvidence()
        .name()
        .replaceFirst("EVIDENCE_", "")
        .toLowerCase(Locale.ROOT);
  }

  /** Whose own key it was sent with: {@code user}, {@code organization}, or empty. */
  static String byok(Charge charge) {
    return switch (charge.getAdmission().getByok()) {
      case BYOK_UNSPECIFIED, UNRECOGNIZED -> "";
      case BYOK_USER -> "user";
      case BYOK_ORGANIZATION -> "organization";
    };
  }

  /** At the book's price, whoever paid the provider. */
  private static long spend(Amounts cost) {
    return cost.hasSpend() ? cost.getSpend() : cost.getNanocredits();
  }

  private static String price(Charge charge) {
    var version = charge.getAdmission().getPriceVersion();
    return version.getBook() + "@" + version.getVersion();
  }
}
