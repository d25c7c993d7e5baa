package dev.tollgate.cli.oldtables;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import dev.tollgate.proto.admin.v1.ImportedBalance;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A balance of the other system as the admin service takes it.
 *
 * @param owner the user's or organization's id there; empty if it has none
 * @param nanocredits the balance; null if it cannot be read
 * @param tier what a user is told there; empty if that is not known
 * @param balance what can be read of the row
 * @param problems by column; empty if all of it can be read
 */
public record BalanceRow(
    OldTable table,
    String place,
    String owner,
    @Nullable Long nanocredits,
    String tier,
    ImportedBalance balance,
    Map<String, String> problems) {
  private static final int CREDIT_DECIMALS = 9;

  /** Amounts of organizations are in thousandths of a credit. */
  private static final int THOUSANDTH_DECIMALS = 6;

  public BalanceRow {
    problems = Map.copyOf(problems);
  }

  /**
   * Reads a row of {@link OldTable#BALANCES}.
   *
   * @param slugs of organizations, by their ids there
   */
  public static BalanceRow of(OldTable table, OldRow row, Map<String, String> slugs) {
    var values = new Values(table, row);
    return table == OldTable.USER_CREDITS
        ? user(row.place(), values)
        : organization(row.place(), values, slugs);
  }

  private static BalanceRow organization(String place, Values values, Map<String, String> slugs) {
    var id = owner(values, "organization_id");
    var left = required(values, "credit_balance", THOUSANDTH_DECIMALS);
    var bought = values.nanocredits("total_credits_purchased", THOUSANDTH_DECIMALS);
    var at = values.time("last_purchase_date");
    var balance = balance(left, bought);
    balance.setOrganizationId(id).setSlug(slugs.getOrDefault(id, id));
    balance.setPurchasedNanocredits(bought == null ? 0 : bought);
    if (at != null) {
      balance.setPurchasedAt(micros(at));
    }
    return new BalanceRow(
        OldTable.ORGANIZATION_CREDITS, place, id, left, "", balance.build(), values.problems());
  }

  private static BalanceRow user(String place, Values values) {
    var id = owner(values, "user_id");
    var left = required(values, "credits_remaining", CREDIT_DECIMALS);
    var allocated = values.nanocredits("credits_allocated", CREDIT_DECIMALS);
    var balance = balance(left, allocated).setUserId(id).build();
    var tier = values.text("tier").toLowerCase(Locale.ROOT);
    return new BalanceRow(OldTable.USER_CREDITS, place, id, left, tier, balance, values.problems());
  }

  private static String owner(Values values, String column) {
    var id = values.text("id");
    if (id.isEmpty()) {
      values.problems().put(column, "is empty: whose balance is it?");
    }
    return id;
  }

  private static @Nullable Long required(Values values, String column, int decimals) {
    if (values.text(column).isBlank()) {
      values.problems().put(column, "is empty");
    }
    return values.nanocredits(column, decimals);
  }

  /** What is left beyond what was ever given must have been given too. */
  private static ImportedBalance.Builder balance(@Nullable Long left, @Nullable Long given) {
    long rest = left == null ? 0 : left;
    long granted = Math.max(rest, given == null ? 0 : given);
    return ImportedBalance.newBuilder()
        .setGrantedNanocredits(granted)
        .setUsedNanocredits(granted - rest);
  }

  /** As PostgreSQL keeps it, so that a repeat has the same content. */
  static Timestamp micros(Timestamp time) {
    return Timestamps.fromMicros(Timestamps.toMicros(time));
  }

  /** What an old row holds is not for logs. */
  @Override
  public String toString() {
    return table + " " + place;
  }
}
