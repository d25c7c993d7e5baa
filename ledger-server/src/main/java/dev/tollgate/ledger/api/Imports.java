package dev.tollgate.ledger.api;

import static dev.tollgate.ledger.api.Money.NANOCREDITS_MAX;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.ledger.credits.JdbcOpenings;
import dev.tollgate.ledger.credits.OpeningBalance;
import dev.tollgate.ledger.usage.ImportedCharge;
import dev.tollgate.ledger.usage.JdbcImportedCharges;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import dev.tollgate.proto.ledger.v1.ImportChargesResponse;
import dev.tollgate.proto.ledger.v1.OldCharge;
import dev.tollgate.proto.ledger.v1.OpenBalancesRequest;
import dev.tollgate.proto.ledger.v1.OpenBalancesResponse;
import dev.tollgate.proto.ledger.v1.Opening;
import dev.tollgate.proto.ledger.v1.OpeningOutcome;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes over what another system has: balances once, and what it had charged for reports. */
final class Imports {
  private static final int ROWS_MAX = 500;
  private static final int SOURCE_MAX = 64;
  private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,20}(\\.\\d{1,24})?");
  private static final List<String> TABLES = List.of("credit_transactions", "service_usage_log");

  private final JdbcOpenings openings;
  private final JdbcImportedCharges charges;

  Imports(JdbcOpenings openings, JdbcImportedCharges charges) {
    this.openings = openings;
    this.charges = charges;
  }

  OpenBalancesResponse open(OpenBalancesRequest request) throws SQLException {
    var fields = common(request.getSource(), "openings", request.getOpeningsCount());
    for (int i = 0; i < request.getOpeningsCount(); i++) {
      check(fields, "openings[" + i + "].", request.getOpenings(i));
    }
    fields.check();
    var balances = request.getOpeningsList().stream().map(Imports::balance).toList();
    var answer = OpenBalancesResponse.newBuilder();
    var outcomes =
        openings.open(
            request.getSource(), balances, request.getDryRun(), BearerTokens.current().name());
    for (int i = 0; i < balances.size(); i++) {
      answer.addOutcomes(outcome(balances.get(i), outcomes.get(i)));
    }
    return answer.build();
  }

  private static Fields common(String source, String field, int rows) {
    return new Fields()
        .text("source", source, 1)
        .require(source.length() <= SOURCE_MAX, "source", "must have at most 64 characters")
        .between(field, rows, 0, ROWS_MAX);
  }

  private static void check(Fields fields, String prefix, Opening row) {
    fields
        .wallet(prefix + "account", row.getAccount())
        .text(prefix + "old_id", row.getOldId(), 1)
        .between(prefix + "granted", row.getGranted(), 0, NANOCREDITS_MAX)
        .between(prefix + "used", row.getUsed(), 0, row.getGranted())
        .between(prefix + "purchased", row.getPurchased(), 0, row.getGranted())
        .require(
            !row.hasPurchasedAt() || Money.isTime(row.getPurchasedAt()),
            prefix + "purchased_at",
            "must be a time before the year 10000");
  }

  private static OpeningBalance balance(Opening row) {
    return new OpeningBalance(
        row.getAccount(),
        row.getOldId(),
        row.getGranted(),
        row.getUsed(),
        row.getPurchased(),
        row.hasPurchasedAt() ? Money.instant(row.getPurchasedAt()) : null);
  }

  private static OpeningOutcome outcome(OpeningBalance asked, JdbcOpenings.Outcome outcome) {
    return switch (outcome) {
      case JdbcOpenings.Outcome.Opened() -> of("opened").setKept(proto(asked)).build();
      case JdbcOpenings.Outcome.Known(var kept) when kept.equals(asked) ->
          of("unchanged").setKept(proto(kept)).build();
      case JdbcOpenings.Outcome.Known(var kept) when kept.oldId().equals(asked.oldId()) ->
          of("changed").setKept(proto(kept)).build();
      case JdbcOpenings.Outcome.Known(var kept) ->
          of("refused")
              .setField("old_id")
              .setReason("is the same wallet as that of " + kept.oldId() + ", which is taken over")
              .build();
      case JdbcOpenings.Outcome.TooLarge(long most) ->
          of("refused")
              .setField("granted")
              .setReason("is more than the wallet can hold, %d nanocredits".formatted(most))
              .build();
    };
  }

  private static OpeningOutcome.Builder of(String result) {
    return OpeningOutcome.newBuilder().setResult(result);
  }

  private static Opening proto(OpeningBalance balance) {
    var opening =
        Opening.newBuilder()
            .setAccount(balance.account())
            .setOldId(balance.oldId())
            .setGranted(balance.granted())
            .setUsed(balance.used())
            .setPurchased(balance.purchased());
    var at = balance.purchasedAt();
    return at == null ? opening.build() : opening.setPurchasedAt(timestamp(at)).build();
  }

  private static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  ImportChargesResponse importCharges(ImportChargesRequest request) throws SQLException {
    var fields = common(request.getSource(), "charges", request.getChargesCount());
    var seen = new HashSet<String>();
    for (int i = 0; i < request.getChargesCount(); i++) {
      var prefix = "charges[" + i + "].";
      var row = request.getCharges(i);
      check(fields, prefix, row);
      fields.require(
          seen.add(row.getTable() + " " + row.getOldId()),
          prefix + "old_id",
          "must stand in one row of a call alone");
    }
    fields.check();
    var rows = request.getChargesList().stream().map(Imports::charge).toList();
    var answer = ImportChargesResponse.newBuilder();
    charges
        .add(request.getSource(), rows, request.getDryRun())
        .forEach(outcome -> answer.addResults(result(outcome)));
    return answer.build();
  }

  private static String result(JdbcImportedCharges.Outcome outcome) {
    return switch (outcome) {
      case IMPORTED -> "imported";
      case UNCHANGED -> "unchanged";
      case CHANGED -> "changed";
    };
  }

  private static void check(Fields fields, String prefix, OldCharge row) {
    fields
        .require(
            TABLES.contains(row.getTable()),
            prefix + "table",
            "must be " + String.join(" or ", TABLES))
        .text(prefix + "old_id", row.getOldId(), 1)
        .text(prefix + "owner", row.getOwner(), 0)
        .text(prefix + "provider", row.getProvider(), 0)
        .text(prefix + "endpoint", row.getEndpoint(), 0)
        .text(prefix + "model", row.getModel(), 0)
        .atLeast(prefix + "tokens_used", row.getTokensUsed(), 0)
        .require(isAmount(row.getCredits()), prefix + "credits", "must be a number")
        .require(
            row.getCreditsBefore().isEmpty() || isAmount(row.getCreditsBefore()),
            prefix + "credits_before",
            "must be a number, or empty")
        .require(
            row.getCreditsAfter().isEmpty() || isAmount(row.getCreditsAfter()),
            prefix + "credits_after",
            "must be a number, or empty")
        .require(
            Money.isTime(row.getCreatedAt()),
            prefix + "created_at",
            "must be a time from 1970 on and before the year 10000");
  }

  private static boolean isAmount(String text) {
    return AMOUNT.matcher(text).matches();
  }

  private static ImportedCharge charge(OldCharge row) {
    return new ImportedCharge(
        row.getTable(),
        row.getOldId(),
        row.getOwner(),
        row.getProvider(),
        row.getEndpoint(),
        row.getModel(),
        row.getTokensUsed(),
        new BigDecimal(row.getCredits()),
        number(row.getCreditsBefore()),
        number(row.getCreditsAfter()),
        Money.instant(row.getCreatedAt()));
  }

  private static @Nullable BigDecimal number(String text) {
    return text.isEmpty() ? null : new BigDecimal(text);
  }
}
