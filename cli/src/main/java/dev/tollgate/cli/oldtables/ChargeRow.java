package dev.tollgate.cli.oldtables;

import dev.tollgate.proto.ledger.v1.OldCharge;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the other system had charged, as the ledger takes it.
 *
 * @param id in the old table
 * @param charge what can be read of the row
 * @param problems by column; empty if all of it can be read
 */
public record ChargeRow(
    OldTable table, String place, String id, OldCharge charge, Map<String, String> problems) {
  private static final int TEXT_MAX = 255;

  public ChargeRow {
    problems = Map.copyOf(problems);
  }

  /** Reads a row of {@link OldTable#CHARGES}. */
  public static ChargeRow of(OldTable table, OldRow row) {
    var values = new Values(table, row);
    boolean service = table == OldTable.SERVICE_USAGE_LOG;
    var charge =
        OldCharge.newBuilder()
            .setTable(table.table())
            .setOldId(text(values, "id"))
            .setOwner(text(values, service ? "service_name" : "user_id"))
            .setProvider(text(values, "provider"))
            .setEndpoint(text(values, "endpoint"))
            .setModel(text(values, "model"))
            .setTokensUsed(tokens(values))
            .setCredits(
                service ? thousandths(values) : credits(values, "cost", "must not be empty"))
            .setCreditsBefore(credits(values, "credits_before", ""))
            .setCreditsAfter(credits(values, "credits_after", ""));
    if (charge.getOldId().isEmpty()) {
      values.problems().put("id", "is empty");
    }
    var at = values.time("created_at");
    if (at != null) {
      charge.setCreatedAt(BalanceRow.micros(at));
    } else {
      values.problems().putIfAbsent("created_at", "is empty");
    }
    return new ChargeRow(table, row.place(), charge.getOldId(), charge.build(), values.problems());
  }

  private static String text(Values values, String column) {
    var text = values.text(column);
    if (text.length() > TEXT_MAX || text.chars().anyMatch(Character::isISOControl)) {
      values
          .problems()
          .put(column, "must have at most 255 characters, none of them control characters");
    }
    return text;
  }

  private static long tokens(Values values) {
    long tokens = values.number("tokens_used");
    if (tokens < 0) {
      values.problems().put("tokens_used", "must be 0 or more");
    }
    return tokens;
  }

  private static String thousandths(Values values) {
    var amount = values.amount("credits_used");
    if (values.text("credits_used").isBlank()) {
      values.problems().put("credits_used", "must not be empty");
    }
    return amount == null ? "" : plain(amount.movePointLeft(3));
  }

  private static String credits(Values values, String column, String ifEmpty) {
    if (values.text(column).isBlank() && !ifEmpty.isEmpty()) {
      values.problems().put(column, ifEmpty);
    }
    return plain(values.amount(column));
  }

  private static String plain(@Nullable BigDecimal amount) {
    return amount == null ? "" : amount.toPlainString();
  }

  /** What an old row holds is not for logs. */
  @Override
  public String toString() {
    return table + " " + place;
  }
}
