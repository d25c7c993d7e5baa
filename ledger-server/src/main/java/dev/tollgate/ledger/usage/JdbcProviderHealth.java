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

  /** An answer's first event was an error; not: nobody saw the end, which then costs nothing. */
  private static final String BEGAN_WITH_ERROR =
      "evidence = 'zero' AND status BETWEEN 100 AND 399 AND error <> 'no last line'";

  private static final String NEWEST =
      """
      WITH newest AS (
        SELECT id, provider, kind, status, byok, posted_at, %s AS began_with_error,
          error <> '' AND error ~ %s AS unreached
        FROM ledger.charge
        WHERE day >= (now() AT TIME ZONE 'UTC')::date - date '1970-01-01' - 1 -- admitted yesterday, or since
        ORDER BY id DESC LIMIT ?
      ), counted AS (
        SELECT provider,
          CASE WHEN unreached THEN 'unreached'
               WHEN status = 429 THEN 'throttled'
               WHEN status IN (401, 403) AND byok = '' THEN 'key_refused'
               WHEN status >= 500 OR began_with_error THEN 'error'
               ELSE 'answered' END AS outcome
        FROM newest WHERE posted_at > now() - ? * interval '1 second' AND (unreached OR kind <> 'void')
      ), looked_at AS (
        SELECT count(*) = ? AND min(posted_at) > now() - ? * interval '1 second' AS cut,
          ceil(extract(epoch FROM now() - min(posted_at))) AS seconds
        FROM newest
      )
      SELECT cut, seconds, provider, count(provider) AS requests,
        count(*) FILTER (WHERE outcome = 'unreached') AS unreached,
        count(*) FILTER (WHERE outcome = 'throttled') AS throttled,
        count(*) FILTER (WHERE outcome = 'key_refused') AS key_refused,
        count(*) FILTER (WHERE outcome = 'error') AS errors
      FROM looked_at LEFT JOIN counted ON true -- one row of no provider where there is none
      GROUP BY cut, seconds, provider ORDER BY provider
      """
          .formatted(BEGAN_WITH_ERROR, BROKEN_UPSTREAM);

  private final Transactions transactions;
  private final int chargesMax;

  public JdbcProviderHealth(Transactions transactions) {
    this(transactions, 20_000);
  }

  /**
   * @param chargesMax how many are looked at, 1 or more
   */
  public JdbcProviderHealth(Transactions transactions, int chargesMax) {
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
   * @param cut whether there is more in this time than was looked at: of providers that are missing
   *     nothing is known
   * @param span what was looked at: less than was asked for if it was cut; whole seconds, rounded
   *     up
   */
  public record Lately(List<Health> providers, boolean cut, Duration span) {}

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
        var span = back;
        boolean cut = false;
        while (rows.next()) {
          if (rows.getBoolean("cut")) {
            cut = true;
            span = Duration.ofSeconds(rows.getLong("seconds"));
          }
          if (rows.getString("provider") != null) {
            providers.add(health(rows));
          }
        }
        return new Lately(providers, cut, span);
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
