package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.usage.ProviderCost.Part;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.Units;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a provider's requests must have cost us, by the prices of one book: what was charged by it,
 * as it was charged; what was charged by another one, priced anew by the version of this one that
 * was in force. Requests with callers' own keys are on others' bills. Reads every charge of the
 * day.
 */
public final class JdbcProviderCosts {
  private static final String IN =
      "tokens_input + tokens_cached_input + tokens_cache_write + tokens_cache_write_1h +"
          + " tokens_audio_input";
  private static final String OUT = "tokens_output + tokens_reasoning + tokens_audio_output";
  private static final String OF_BOOK =
      """
      SELECT coalesce(nullif(model_answered, ''), model) AS name, evidence, count(*) AS requests,
        sum(cost_nanocredits)::bigint AS cost, sum(greatest(0, attempts - 1))::bigint AS retries,
        sum(%s)::bigint AS tokens_in, sum(%s)::bigint AS tokens_out
      FROM ledger.charge WHERE day = ? AND provider = ? AND kind <> 'void' AND byok = '' AND price_book = ?
      GROUP BY 1, 2
      """
          .formatted(IN, OUT);
  private static final String OF_OTHERS =
      """
      SELECT coalesce(nullif(model_answered, ''), model) AS name, evidence, 1 AS requests, cost_nanocredits AS cost,
        greatest(0, attempts - 1) AS retries, %s AS tokens_in, %s AS tokens_out,
        model, admitted_at, units, variant, tokens_input, tokens_cached_input, tokens_cache_write,
        tokens_cache_write_1h, tokens_output, tokens_reasoning, tokens_audio_input, tokens_audio_output
      FROM ledger.charge WHERE day = ? AND provider = ? AND kind <> 'void' AND byok = '' AND price_book <> ?
      """
          .formatted(IN, OUT);
  private static final String GAPS =
      """
      SELECT
        (SELECT count(*) FROM ledger.foreign_usage WHERE day = d.day) AS waiting,
        (SELECT count(*) FROM ledger.stray_usage WHERE day = d.day) AS stray,
        (SELECT count(*) FROM ledger.open_reservation WHERE day = d.day) AS open,
        (SELECT coalesce(sum(c.ceiling), 0)::bigint
         FROM ledger.verdict v, unnest(v.accounts, v.ceilings) AS c (account, ceiling)
         WHERE c.account LIKE 'wallet:%' AND (v.given_at AT TIME ZONE 'UTC')::date = date '1970-01-01' + d.day)
          AS ceiling,
        EXISTS (SELECT FROM ledger.dropped_day x WHERE x.day = d.day AND x.dropped_at IS NOT NULL) AS dropped
      FROM (SELECT ?::int AS day) d
      """;
  private static final int FETCH = 1_000;

  private final Transactions transactions;
  private final Supplier<PriceCatalog> prices;

  public JdbcProviderCosts(Transactions transactions, Supplier<PriceCatalog> prices) {
    this.transactions = transactions;
    this.prices = prices;
  }

  /**
   * What of a day no charge tells, whoever the provider was.
   *
   * @param waiting usage by another road that is not charged yet
   * @param stray usage of replicas that nobody opened
   * @param open requests that are known by name and not settled yet
   * @param ceiling the most that replicas condemned on this day can have spent unseen, in
   *     nanocredits
   */
  public record Gaps(long waiting, long stray, long open, long ceiling) {}

  /**
   * A day.
   *
   * @param byModel by the book's name of the model, or the provider's where the book has none
   * @param dropped its charges are kept no longer
   */
  public record Day(Map<String, ProviderCost> byModel, Gaps gaps, boolean dropped) {}

  /** Reads a day of admission, in UTC, on one snapshot. */
  public Day read(LocalDate day, String provider, String book) throws SQLException {
    var naming = naming(book, day);
    return transactions.read(connection -> {
      var byModel = new TreeMap<String, ProviderCost>();
      query(
          connection,
          OF_BOOK,
          day,
          provider,
          book,
          row -> of(byModel, naming, row).add(part(row), row.getLong("cost")));
      query(
          connection,
          OF_OTHERS,
          day,
          provider,
          book,
          row -> {
            var cost = cost(book, row);
            var sum = of(byModel, naming, row);
            if (cost == null) {
              sum.addUnpriced(part(row));
            } else {
              sum.add(part(row), cost);
            }
          });
      return gaps(connection, day, byModel);
    });
  }

  /** By which names a book knows the models that others name, at the end of a day. */
  public Naming naming(String book, LocalDate day) {
    var catalog = prices.get();
    var end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1);
    return new Naming(catalog, catalog.current(book, end));
  }

  /** The names of one version of a book. */
  public static final class Naming {
    private final PriceCatalog catalog;
    private final @Nullable PriceVersion version;

    private Naming(PriceCatalog catalog, @Nullable PriceVersion version) {
      this.catalog = catalog;
      this.version = version;
    }

    /** The book's name of a model; the same name where it stands for many others, or for none. */
    public String of(String model) {
      var price = version == null ? null : catalog.find(version, model);
      return price == null || ModelPrice.isWildcard(price.model()) ? model : price.model();
    }
  }

  private static ProviderCost of(Map<String, ProviderCost> byModel, Naming naming, ResultSet row)
      throws SQLException {
    return byModel.computeIfAbsent(naming.of(row.getString("name")), _ -> new ProviderCost());
  }

  private static Part part(ResultSet row) throws SQLException {
    return new Part(
        Evidence.valueOf(row.getString("evidence").toUpperCase(Locale.ROOT)),
        row.getLong("requests"),
        row.getLong("cost"),
        row.getLong("retries"),
        row.getLong("tokens_in"),
        row.getLong("tokens_out"));
  }

  /** Null if the book has no price for it, or its hold was charged, which is in another book. */
  private @Nullable Long cost(String book, ResultSet row) throws SQLException {
    var evidence = Evidence.valueOf(row.getString("evidence").toUpperCase(Locale.ROOT));
    if (evidence == Evidence.DARK || evidence == Evidence.BOUND) {
      return null;
    }
    var catalog = prices.get();
    var version = catalog.current(book, instant(row));
    if (version == null) {
      return null;
    }
    var price = catalog.find(version, row.getString("name"));
    if (price == null) {
      price = catalog.find(version, row.getString("model"));
    }
    try {
      var units = new Units(row.getLong("units"), row.getString("variant"));
      return price == null ? null : Pricing.costNanocredits(price, evidence, tokens(row), units, 0);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return null;
    }
  }

  private static Instant instant(ResultSet row) throws SQLException {
    return row.getObject("admitted_at", OffsetDateTime.class).toInstant();
  }

  private static TokenCounts tokens(ResultSet row) throws SQLException {
    return new TokenCounts(
        row.getLong("tokens_input"),
        row.getLong("tokens_cached_input"),
        row.getLong("tokens_cache_write"),
        row.getLong("tokens_cache_write_1h"),
        row.getLong("tokens_output"),
        row.getLong("tokens_reasoning"),
        row.getLong("tokens_audio_input"),
        row.getLong("tokens_audio_output"));
  }

  /** What is done with a row. */
  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private static void query(
      Connection connection, String sql, LocalDate day, String provider, String book, Reader reader)
      throws SQLException {
    try (var select = connection.prepareStatement(sql)) {
      select.setFetchSize(FETCH);
      select.setInt(1, number(day));
      select.setString(2, provider);
      select.setString(3, book);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private static Day gaps(Connection connection, LocalDate day, Map<String, ProviderCost> byModel)
      throws SQLException {
    try (var select = connection.prepareStatement(GAPS)) {
      select.setInt(1, number(day));
      try (var rows = select.executeQuery()) {
        rows.next();
        var gaps =
            new Gaps(
                rows.getLong("waiting"),
                rows.getLong("stray"),
                rows.getLong("open"),
                rows.getLong("ceiling"));
        return new Day(byModel, gaps, rows.getBoolean("dropped"));
      }
    }
  }

  private static int number(LocalDate day) {
    return Math.toIntExact(day.toEpochDay());
  }
}
