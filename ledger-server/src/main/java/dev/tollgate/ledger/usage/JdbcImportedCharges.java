package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.db.Transactions;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What another system had charged, kept for reports under the old names: each row once, never
 * changed, and counted by nothing else.
 */
public final class JdbcImportedCharges {
  private static final String GIVEN =
      """
      WITH given AS (
        SELECT ordinal, old_table, old_id, owner, provider, endpoint, model, tokens_used, credits, credits_before,
          credits_after, timestamptz 'epoch' + micros * interval '1 microsecond' AS created_at
        FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[]::numeric[],
                    ?::text[]::numeric[], ?::text[]::numeric[], ?::bigint[]) WITH ORDINALITY
          AS n (old_table, old_id, owner, provider, endpoint, model, tokens_used, credits, credits_before, credits_after,
                micros, ordinal))
      """;
  private static final String KEPT =
      """
      SELECT i.old_id IS NOT NULL,
        (i.owner, i.provider, i.endpoint, i.model, i.tokens_used, i.credits, i.credits_before, i.credits_after, i.created_at)
        IS NOT DISTINCT FROM
        (g.owner, g.provider, g.endpoint, g.model, g.tokens_used, g.credits, g.credits_before, g.credits_after, g.created_at)
      FROM given g
      LEFT JOIN ledger.imported_charge i ON i.source = ? AND i.old_table = g.old_table AND i.old_id = g.old_id
      ORDER BY g.ordinal
      """;
  private static final String ADD =
      """
      INSERT INTO ledger.imported_charge (source, old_table, old_id, owner, provider, endpoint, model, tokens_used,
        credits, credits_before, credits_after, created_at)
      SELECT ?, old_table, old_id, owner, provider, endpoint, model, tokens_used, credits, credits_before, credits_after,
        created_at
      FROM given ORDER BY ordinal ON CONFLICT DO NOTHING
      """;

  private final Transactions transactions;

  public JdbcImportedCharges(Transactions transactions) {
    this.transactions = transactions;
  }

  /** What became of a row. */
  public enum Outcome {
    IMPORTED,
    UNCHANGED,
    /** It is here with other content, and stays so. */
    CHANGED
  }

  /**
   * Adds the rows that are not here yet, in one transaction.
   *
   * @param source names the other system
   * @param charges no two of the same table with the same id
   * @param dryRun tell what would become of them, and change nothing
   * @return an outcome for each, in their order
   */
  public List<Outcome> add(String source, List<ImportedCharge> charges, boolean dryRun)
      throws SQLException {
    if (dryRun) {
      return transactions.read(connection -> kept(connection, source, charges));
    }
    return transactions.run(connection -> {
      var outcomes = kept(connection, source, charges);
      try (var insert = connection.prepareStatement(GIVEN + ADD)) {
        set(insert, charges, source);
        insert.executeUpdate();
      }
      return outcomes;
    });
  }

  private static List<Outcome> kept(
      Connection connection, String source, List<ImportedCharge> charges) throws SQLException {
    var outcomes = new ArrayList<Outcome>();
    try (var select = connection.prepareStatement(GIVEN + KEPT)) {
      set(select, charges, source);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var known = rows.getBoolean(2) ? Outcome.UNCHANGED : Outcome.CHANGED;
          outcomes.add(rows.getBoolean(1) ? known : Outcome.IMPORTED);
        }
      }
    }
    return List.copyOf(outcomes);
  }

  private static void set(PreparedStatement statement, List<ImportedCharge> charges, String source)
      throws SQLException {
    array(statement, 1, "text", charges, ImportedCharge::table);
    array(statement, 2, "text", charges, ImportedCharge::oldId);
    array(statement, 3, "text", charges, ImportedCharge::owner);
    array(statement, 4, "text", charges, ImportedCharge::provider);
    array(statement, 5, "text", charges, ImportedCharge::endpoint);
    array(statement, 6, "text", charges, ImportedCharge::model);
    array(statement, 7, "int8", charges, ImportedCharge::tokensUsed);
    array(statement, 8, "text", charges, charge -> plain(charge.credits()));
    array(statement, 9, "text", charges, charge -> plain(charge.before()));
    array(statement, 10, "text", charges, charge -> plain(charge.after()));
    array(
        statement,
        11,
        "int8",
        charges,
        charge -> ChronoUnit.MICROS.between(Instant.EPOCH, charge.at()));
    statement.setString(12, source);
  }

  private static @Nullable String plain(@Nullable BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }

  private static void array(
      PreparedStatement statement,
      int parameter,
      String type,
      List<ImportedCharge> charges,
      Function<ImportedCharge, @Nullable Object> value)
      throws SQLException {
    var values = charges.stream().map(value).toArray();
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }
}
