package dev.tollgate.ledger.credits;

import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rows of charges and open reservations. */
final class JdbcCharges {
  private JdbcCharges() {}

  /** The charges that exist of some reservations. */
  static Map<ChargeRow.Key, ChargeRow.Known> find(
      Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    var sql =
        """
        SELECT c.day, c.n, c.kind = 'dark', c.cost_nanocredits, c.cost_requests
        FROM unnest(?::int[], ?::bigint[]) AS k (day, n)
        JOIN ledger.charge c ON c.day = k.day AND c.replica = ? AND c.n = k.n
        """;
    var found = new HashMap<ChargeRow.Key, ChargeRow.Known>();
    if (keys.isEmpty()) {
      return found;
    }
    try (var select = connection.prepareStatement(sql)) {
      var days = keys.stream().map(ChargeRow.Key::day).toArray();
      var numbers = keys.stream().map(ChargeRow.Key::n).toArray();
      select.setArray(1, connection.createArrayOf("int4", days));
      select.setArray(2, connection.createArrayOf("int8", numbers));
      select.setObject(3, replica.id());
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var key = new ChargeRow.Key(rows.getInt(1), rows.getLong(2));
          found.put(
              key, new ChargeRow.Known(key, rows.getBoolean(3), rows.getLong(4), rows.getLong(5)));
        }
      }
    }
    return found;
  }

  static void delete(Connection connection, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    deleteBatch(
        connection,
        "DELETE FROM ledger.charge WHERE day = ? AND replica = ? AND n = ?",
        replica,
        keys);
  }

  static void insert(Connection connection, ReplicaId replica, Collection<ChargeRow> charges)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.charge (day, replica, n, seq, kind, evidence, path, hold_nanocredits, hold_requests,
          extension_nanocredits, extension_requests, cost_nanocredits, cost_requests, taken_nanocredits,
          taken_requests, reported_nanocredits, price_book, price_version, model, model_answered, key_id,
          organization_id, user_id, provider, endpoint, request_id, method, status, error, attempts, duration_ms,
          first_byte_ms, client_address, user_agent, tokens_input, tokens_cached_input, tokens_cache_write,
          tokens_output, tokens_reasoning, tokens_audio_input, tokens_audio_output, balance_before, balance_after,
          admitted_at, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
          ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (var insert = connection.prepareStatement(sql)) {
      for (var charge : charges) {
        new Parameters(insert).charge(connection, replica, charge);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Names reservations that have been open for a while. */
  static void open(Connection connection, ReplicaId replica, Collection<Admission> admissions)
      throws SQLException {
    var sql =
        """
        INSERT INTO ledger.open_reservation
          (day, replica, n, path, hold_nanocredits, hold_requests, request_id, admitted_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    try (var insert = connection.prepareStatement(sql)) {
      for (var admission : admissions) {
        new Parameters(insert)
            .next(admission.getDay())
            .next(replica.id())
            .next(admission.getN())
            .next(connection.createArrayOf("text", admission.getPathList().toArray()))
            .next(admission.getHold().getNanocredits())
            .next(admission.getHold().getRequests())
            .next(admission.getRequestId())
            .next(time(admission.getAdmittedAtMs()));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static void close(Connection connection, ReplicaId replica, Set<ChargeRow.Key> keys)
      throws SQLException {
    deleteBatch(
        connection,
        "DELETE FROM ledger.open_reservation WHERE day = ? AND replica = ? AND n = ?",
        replica,
        keys);
  }

  private static void deleteBatch(
      Connection connection, String sql, ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    try (var delete = connection.prepareStatement(sql)) {
      for (var key : keys) {
        new Parameters(delete).next(key.day()).next(replica.id()).next(key.n());
        delete.addBatch();
      }
      delete.executeBatch();
    }
  }

  private static OffsetDateTime time(long epochMillis) {
    return OffsetDateTime.ofInstant(Instant.ofEpochMilli(epochMillis), ZoneOffset.UTC);
  }

  /** Sets parameters in the order of the statement's columns. */
  private static final class Parameters {
    private final PreparedStatement statement;
    private int index;

    Parameters(PreparedStatement statement) {
      this.statement = statement;
    }

    Parameters next(Object value) throws SQLException {
      statement.setObject(++index, value);
      return this;
    }

    void charge(Connection connection, ReplicaId replica, ChargeRow charge) throws SQLException {
      var admission = charge.admission();
      var usage = charge.usage();
      next(admission.getDay()).next(replica.id()).next(admission.getN()).next(charge.seq());
      next(lower(charge.kind())).next(lower(charge.evidence()));
      next(connection.createArrayOf("text", admission.getPathList().toArray()));
      next(admission.getHold().getNanocredits()).next(admission.getHold().getRequests());
      next(charge.extension().getNanocredits()).next(charge.extension().getRequests());
      next(charge.cost().getNanocredits()).next(charge.cost().getRequests());
      next(charge.taken().getNanocredits()).next(charge.taken().getRequests());
      statement.setObject(++index, charge.reportedNanocredits(), Types.BIGINT);
      next(admission.getPriceVersion().getBook()).next(admission.getPriceVersion().getVersion());
      next(admission.getModel()).next(usage.getModelAnswered()).next(admission.getKeyId());
      next(admission.getOrganizationId()).next(admission.getUserId());
      next(admission.getProvider()).next(admission.getEndpoint()).next(admission.getRequestId());
      ended(usage);
      next(charge.balanceBefore()).next(charge.balanceAfter());
      next(time(admission.getAdmittedAtMs()));
      long started = usage.getStartedAtMs();
      next(time(started == 0 ? admission.getAdmittedAtMs() : started));
    }

    private void ended(Usage usage) throws SQLException {
      next(usage.getMethod()).next(usage.getStatus()).next(usage.getError());
      next(usage.getAttempts()).next(usage.getDurationMs()).next(usage.getFirstByteMs());
      next(usage.getClientAddress()).next(usage.getUserAgent());
      var tokens = usage.getTokens();
      next(tokens.getInput()).next(tokens.getCachedInput()).next(tokens.getCacheWrite());
      next(tokens.getOutput()).next(tokens.getReasoning());
      next(tokens.getAudioInput()).next(tokens.getAudioOutput());
    }

    private static String lower(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
  }
}
