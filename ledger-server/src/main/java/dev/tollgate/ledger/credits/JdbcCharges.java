package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.usage.RollUps;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Rows of charges, each kind in one statement however many there are. */
final class JdbcCharges {
  private JdbcCharges() {}

  /**
   * The charges that exist of some reservations; of a day that is dropped, every one does, and is
   * final.
   */
  static Map<ChargeRow.Key, ChargeRow.Known> find(
      Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    var sql =
        """
        SELECT k.day, k.n, c.kind = 'dark', c.kind = 'void', c.cost_nanocredits, c.cost_requests,
          c.taken_nanocredits, c.taken_requests, coalesce(c.path, '{}'),
          coalesce(c.cost_spend, c.cost_nanocredits), coalesce(c.taken_spend, c.taken_nanocredits)
        FROM unnest(?::int[], ?::bigint[]) AS k (day, n)
        LEFT JOIN ledger.charge c ON c.day = k.day AND c.replica = ? AND c.n = k.n AND c.day = ANY (?)
        WHERE c.day IS NOT NULL OR k.day IN (SELECT day FROM ledger.dropped_day)
        """;
    var found = new HashMap<ChargeRow.Key, ChargeRow.Known>();
    if (keys.isEmpty()) {
      return found;
    }
    try (var select = connection.prepareStatement(sql)) {
      keys(select, keys);
      select.setObject(3, replica.id());
      select.setArray(4, days(connection, keys));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var key = new ChargeRow.Key(rows.getInt(1), rows.getLong(2));
          var cost = Vectors.of(rows.getLong(5), rows.getLong(6), rows.getLong(10));
          var taken = Vectors.of(rows.getLong(7), rows.getLong(8), rows.getLong(11));
          var path = List.of((String[]) rows.getArray(9).getArray());
          found.put(
              key,
              new ChargeRow.Known(key, rows.getBoolean(3), rows.getBoolean(4), path, cost, taken));
        }
      }
    }
    return found;
  }

  /** Makes room for the rows that replace them. */
  static void delete(Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    run(connection, RollUps.taking(deletion("ledger.charge")), replica, keys);
  }

  /** Deletes the rows that a table has of some reservations. */
  static void delete(
      Connection connection, String table, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    run(connection, deletion(table), replica, keys);
  }

  private static String deletion(String table) {
    return """
    DELETE FROM %s r USING unnest(?::int[], ?::bigint[]) AS k (day, n)
    WHERE r.day = k.day AND r.replica = ? AND r.n = k.n AND r.day = ANY (?)
    """
        .formatted(table);
  }

  private static void run(
      Connection connection, String sql, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      keys(delete, keys);
      delete.setObject(3, replica.id());
      delete.setArray(4, days(connection, keys));
      if (!keys.isEmpty()) {
        delete.executeUpdate();
      }
    }
  }

  /** Known when a statement is planned, they spare it the tables of all other days. */
  private static Array days(Connection connection, Collection<ChargeRow.Key> keys)
      throws SQLException {
    return connection.createArrayOf(
        "integer", keys.stream().map(ChargeRow.Key::day).distinct().toArray());
  }

  private static Columns<ChargeRow.Key> keys(
      PreparedStatement statement, Collection<ChargeRow.Key> keys) throws SQLException {
    return new Columns<>(statement, List.copyOf(keys))
        .ints(ChargeRow.Key::day)
        .longs(ChargeRow.Key::n);
  }

  static void insert(Connection connection, ReplicaId replica, Collection<ChargeRow> charges)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.charge (replica, day, n, seq, kind, evidence, path, hold_nanocredits, hold_requests,
          extension_nanocredits, extension_requests, cost_nanocredits, cost_requests, taken_nanocredits,
          taken_requests, reported_nanocredits, price_book, price_version, model, model_answered, key_id,
          organization_id, user_id, provider, endpoint, request_id, method, status, error, attempts, duration_ms,
          first_byte_ms, client_address, user_agent, tokens_input, tokens_cached_input, tokens_cache_write,
          tokens_cache_write_1h, tokens_output, tokens_reasoning, tokens_audio_input, tokens_audio_output, units, variant,
          balance_before, balance_after, admitted_at, started_at, late, written_off, byok,
          byok_fee_basis_points, hold_spend, extension_spend, cost_spend, taken_spend, reported_spend)
        SELECT ?, day, n, seq, kind, evidence, path::text[], hold_n, hold_r, ext_n, ext_r, cost_n, cost_r,
          taken_n, taken_r, reported, book, version, model, answered, key_id, organization, user_id, provider,
          endpoint, request, method, status, error, attempts, duration, first_byte, address, agent,
          t_in, t_cached, t_write, t_write_1h, t_out, t_reasoning, t_audio_in, t_audio_out, units, variant, before, after,
          timestamptz 'epoch' + admitted * interval '1 ms', timestamptz 'epoch' + started * interval '1 ms',
          late::bigint[], written_off::bigint[], byok, fee, hold_s, ext_s, cost_s, taken_s, reported_s
        FROM unnest(?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
          ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::text[], ?::int[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::text[], ?::text[],
          ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
          ?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[],
          ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])
          AS c (day, n, seq, kind, evidence, path, hold_n, hold_r, ext_n, ext_r, cost_n, cost_r, taken_n, taken_r,
            reported, book, version, model, answered, key_id, organization, user_id, provider, endpoint, request,
            method, status, error, attempts, duration, first_byte, address, agent, t_in, t_cached, t_write, t_write_1h, t_out,
            t_reasoning, t_audio_in, t_audio_out, units, variant, before, after, admitted, started, late,
            written_off, byok, fee, hold_s, ext_s, cost_s, taken_s, reported_s)
        """;
    try (var insert = connection.prepareStatement(RollUps.adding(sql))) {
      insert.setObject(1, replica.id());
      var columns = new Columns<>(insert, List.copyOf(charges)).after(1);
      amounts(columns);
      admission(columns);
      usage(columns);
      columns
          .longs(ChargeRow::balanceBefore)
          .longs(ChargeRow::balanceAfter)
          .times(charge -> charge.admission().getAdmittedAtMs())
          .times(JdbcCharges::startedAtMs)
          .longLists(ChargeRow::late)
          .longLists(ChargeRow::writtenOff)
          .text(charge -> byok(charge.admission().getByok()))
          .ints(charge -> charge.admission().getByokFeeBasisPoints())
          .optional(charge -> spend(charge.admission().getHold()))
          .optional(charge -> spend(charge.extension()))
          .optional(charge -> spend(charge.cost()))
          .optional(charge -> spend(charge.taken()))
          .optional(charge -> spend(charge.reported()))
          .execute();
    }
  }

  /** Null where it is what the nanocredits are, as nearly everywhere. */
  static @Nullable Long spend(@Nullable Amounts amounts) {
    if (amounts == null) {
      return null;
    }
    long spend = Vectors.spend(amounts);
    return spend == amounts.getNanocredits() ? null : (Long) spend;
  }

  /** Null where the ledger computes the same. */
  static @Nullable Long reportedNanocredits(ChargeRow charge) {
    var reported = charge.reported();
    return reported == null ? null : (Long) reported.getNanocredits();
  }

  private static void amounts(Columns<ChargeRow> columns) throws SQLException {
    columns
        .ints(charge -> charge.admission().getDay())
        .longs(charge -> charge.admission().getN())
        .longs(ChargeRow::seq)
        .text(charge -> lower(charge.kind()))
        .text(charge -> lower(charge.evidence()))
        .lists(charge -> charge.admission().getPathList())
        .longs(charge -> charge.admission().getHold().getNanocredits())
        .longs(charge -> charge.admission().getHold().getRequests())
        .longs(charge -> charge.extension().getNanocredits())
        .longs(charge -> charge.extension().getRequests())
        .longs(charge -> charge.cost().getNanocredits())
        .longs(charge -> charge.cost().getRequests())
        .longs(charge -> charge.taken().getNanocredits())
        .longs(charge -> charge.taken().getRequests())
        .optional(JdbcCharges::reportedNanocredits);
  }

  private static void admission(Columns<ChargeRow> columns) throws SQLException {
    columns
        .text(charge -> charge.admission().getPriceVersion().getBook())
        .ints(charge -> charge.admission().getPriceVersion().getVersion())
        .text(charge -> charge.admission().getModel())
        .text(charge -> charge.usage().getModelAnswered())
        .text(charge -> charge.admission().getKeyId())
        .text(charge -> charge.admission().getOrganizationId())
        .text(charge -> charge.admission().getUserId())
        .text(charge -> charge.admission().getProvider())
        .text(charge -> charge.admission().getEndpoint())
        .text(charge -> charge.admission().getRequestId());
  }

  private static void usage(Columns<ChargeRow> columns) throws SQLException {
    columns
        .text(charge -> charge.usage().getMethod())
        .ints(charge -> charge.usage().getStatus())
        .text(charge -> charge.usage().getError())
        .ints(charge -> charge.usage().getAttempts())
        .counts(charge -> charge.usage().getDurationMs())
        .longs(charge -> charge.usage().getFirstByteMs())
        .text(charge -> charge.usage().getClientAddress())
        .text(charge -> charge.usage().getUserAgent())
        .counts(tokens(TokenCounts::getInput))
        .counts(tokens(TokenCounts::getCachedInput))
        .counts(tokens(TokenCounts::getCacheWrite))
        .counts(tokens(TokenCounts::getCacheWrite1H))
        .counts(tokens(TokenCounts::getOutput))
        .counts(tokens(TokenCounts::getReasoning))
        .counts(tokens(TokenCounts::getAudioInput))
        .counts(tokens(TokenCounts::getAudioOutput))
        .longs(charge -> charge.usage().getUnits())
        .text(charge -> charge.usage().getVariant());
  }

  private static ToLongFunction<ChargeRow> tokens(ToLongFunction<TokenCounts> count) {
    return charge -> count.applyAsLong(charge.usage().getTokens());
  }

  private static long startedAtMs(ChargeRow charge) {
    long started = charge.usage().getStartedAtMs();
    return started == 0 ? charge.admission().getAdmittedAtMs() : started;
  }

  private static String byok(Byok owner) {
    return switch (owner) {
      case BYOK_UNSPECIFIED, UNRECOGNIZED -> "";
      case BYOK_USER -> "user";
      case BYOK_ORGANIZATION -> "organization";
    };
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
