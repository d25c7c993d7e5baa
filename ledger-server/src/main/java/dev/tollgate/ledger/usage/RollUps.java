package dev.tollgate.ledger.usage;

import static dev.tollgate.ledger.usage.UsageMeasure.each;

import java.util.function.Function;

/**
 * Daily sums of charges, in the transaction that writes the charges: {@code ledger.usage_day} has a
 * row for each day and whoever asked whom for what in it, and is at every moment the sum of the
 * charges that are kept. No two transactions that both change a row wait for each other in a
 * circle: its wallet is part of its key, and who charges a wallet has locked that before.
 */
public final class RollUps {
  /** What tells two rows of a day apart. */
  private static final String OWNERS =
      "wallet, organization_id, user_id, key_id, model, provider, endpoint";

  /** What of a charge is summed, so that a statement carries no more of it along. */
  private static final String SUMMED =
      "day, path, organization_id, user_id, key_id, model, provider, endpoint, kind, evidence,"
          + " status, cost_nanocredits, written_off, tokens_input, tokens_cached_input,"
          + " tokens_cache_write, tokens_cache_write_1h, tokens_output, tokens_reasoning,"
          + " tokens_audio_input, tokens_audio_output, units, duration_ms, byok, cost_spend";

  private RollUps() {}

  /**
   * A statement that adds charges, and their sums.
   *
   * @param insert into {@code ledger.charge}
   */
  public static String adding(String insert) {
    return with(insert + " RETURNING " + SUMMED, UsageMeasure::column);
  }

  /**
   * A statement that takes charges away, and their sums.
   *
   * @param delete from {@code ledger.charge}, which it calls {@code r}
   */
  public static String taking(String delete) {
    return with(delete + " RETURNING r.*", measure -> "-" + measure.column());
  }

  private static String with(String change, Function<UsageMeasure, String> signed) {
    return """
    WITH changed AS (%s)
    INSERT INTO ledger.usage_day AS u (day, bucket, %s, %s)
    SELECT day, bucket, %s, %s FROM (%s) s ORDER BY day, bucket
    ON CONFLICT (day, bucket) DO UPDATE SET %s
    """
        .formatted(
            change,
            OWNERS,
            each(UsageMeasure::column),
            OWNERS,
            each(signed),
            of("changed"),
            each(m -> "%1$s = u.%1$s + excluded.%1$s".formatted(m.column())));
  }

  /**
   * The rows that a table of charges sums up to.
   *
   * @param charges a table, or a query in parentheses
   */
  public static String of(String charges) {
    // A digest, as no index takes seven texts of the length that replicas may send.
    return """
    SELECT md5(ROW(%1$s)::text)::uuid AS bucket, *
    FROM (SELECT day, path[1] AS wallet, organization_id, user_id, key_id, model, provider, endpoint, %2$s
      FROM %3$s c GROUP BY 1, 2, 3, 4, 5, 6, 7, 8) c
    """
        .formatted(OWNERS, each(UsageMeasure::ofCharges), charges);
  }

  /** What each measure is in a row and in the sum of its charges, as rows of a LATERAL. */
  public static String compared(String sums, String rows) {
    return "(VALUES %s)"
        .formatted(each(m -> "('%1$s', %2$s.%1$s, %3$s.%1$s)".formatted(m.column(), sums, rows)));
  }
}
