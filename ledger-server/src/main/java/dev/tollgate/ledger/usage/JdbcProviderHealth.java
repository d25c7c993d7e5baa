package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.db.Transactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How requests to each provider have ended lately, by the newest charges: no index is there for the
 * time of a charge, so that their number bounds what is read.
 */
public final class JdbcProviderHealth {
  /** What Envoy says of a stream that its upstream did not begin, or not end, by itself. */
  private static final String BROKEN_UPSTREAM = "'(^|,)(NC|UC|UF|UH|UPE|UR|URX|UT)(,| |$)'";

  private static final String NEWEST =
      """
      WITH newest AS (
        SELECT id, provider, kind, evidence, status, byok, posted_at,
          error <> '' AND error ~ %s AS unreached
        FROM ledger.charge
        WHERE day >= (now() AT TIME ZONE 'UTC')::date - date '1970-01-01' - 1 -- admitted yesterday, or since
        ORDER BY id DESC LIMIT ?
      ), counted AS (
        SELECT provider,
          CASE WHEN unreached THEN 'unreached'
               WHEN status = 429 THEN 'throttled'
               WHEN status IN (401, 403) AND byok = '' THEN 'key_refused'
               WHEN status >= 500 OR (evidence = 'zero' AND status < 400) THEN 'error'
               ELSE 'answered' END AS outcome
        FROM newest WHERE posted_at > now() - ? * interval '1 second' AND (unreached OR kind <> 'void')
      )
      SELECT provider, count(*) AS requests,
        count(*) FILTER (WHERE outcome = 'unreached') AS unreached,
        count(*) FILTER (WHERE outcome = 'throttled') AS throttled,
        count(*) FILTER (WHERE outcome = 'key_refused') AS key_refused,
        count(*) FILTER (WHERE outcome = 'error') AS errors,
        (SELECT count(*) = ? AND min(posted_at) > now() - ? * interval '1 second' FROM newest) AS cut
      FROM counted GROUP BY provider ORDER BY provider
      """
          .formatted(BROKEN_UPSTREAM);

  private final Transactions transactions;
  private final int chargesMax;

  public JdbcProviderHealth(Transactions transactions) {
    this(transactions, 20_000);
  }

  /**
   * @param chargesMax how many are looked at
   */
  JdbcProviderHealth(Transactions transactions, int chargesMax) {
    this.transactions = transactions;
    this.chargesMax = chargesMax;
  }

  /**
   * Of one provider; each failure is counted once.
   *
   * @param unreached it was not reached, or broke off
   * @param throttled answered with 429
   * @param keyRefused answered with 401 or 403 to the platform's key
   * @param errors answered with 500 or more, or with an error in the place of any output
   */
  public record Health(
      String provider,
      long requests,
      long unreached,
      long throttled,
      long keyRefused,
      long errors) {}

  /**
   * All of them that were asked anything, by name.
   *
   * @param cut whether there is more in this time than was looked at
   */
  public record Lately(List<Health> providers, boolean cut) {}

  /** What ended in this time. */
  public Lately read(Duration back) throws SQLException {
    return transactions.read(connection -> read(connection, back));
  }

  private Lately read(Connection connection, Duration back) throws SQLException {
    try (var select = connection.prepareStatement(NEWEST)) {
      select.setInt(1, chargesMax);
      select.setLong(2, back.toSeconds());
      select.setInt(3, chargesMax);
      select.setLong(4, back.toSeconds());
      try (var rows = select.executeQuery()) {
        var providers = new ArrayList<Health>();
        boolean cut = false;
        while (rows.next()) {
          providers.add(health(rows));
          cut = rows.getBoolean("cut");
        }
        return new Lately(providers, cut);
      }
    }
  }

  private static Health health(ResultSet row) throws SQLException {
    return new Health(
        row.getString("provider"),
        row.getLong("requests"),
        row.getLong("unreached"),
        row.getLong("throttled"),
        row.getLong("key_refused"),
        row.getLong("errors"));
  }
}
