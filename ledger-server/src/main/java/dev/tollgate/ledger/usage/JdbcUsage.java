package dev.tollgate.ledger.usage;

import com.google.protobuf.Timestamp;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lists charges, newest first. */
public final class JdbcUsage {
  private final Transactions transactions;

  public JdbcUsage(Transactions transactions) {
    this.transactions = transactions;
  }

  /**
   * Filters that hold together; an empty one lets everything through.
   *
   * @param unseen only what ended without a last line
   */
  public record Filter(String wallet, String keyId, String requestId, boolean unseen) {}

  /** As the index charge_unseen has it, word for word. */
  private static final String UNSEEN =
      " AND (kind IN ('dark', 'corrected') OR error = 'no last line')";

  /** Some charges, and what to ask for the ones after them; 0 if there are none. */
  public record Page(List<Charge> charges, long next) {}

  /**
   * Charges before a position, newest first.
   *
   * @param before the {@code next} of the page before; Long.MAX_VALUE for the first
   */
  public Page list(Filter filter, long before, int size) throws SQLException {
    var sql =
        """
        SELECT * FROM ledger.charge
        WHERE id < ? AND (? = '' OR path[1] = ?) AND (? = '' OR key_id = ?) AND (? = '' OR request_id = ?)%s
        ORDER BY id DESC LIMIT ?
        """
            .formatted(filter.unseen() ? UNSEEN : "");
    return transactions.read(connection -> {
      try (var select = connection.prepareStatement(sql)) {
        select.setLong(1, before);
        select.setString(2, filter.wallet());
        select.setString(3, filter.wallet());
        select.setString(4, filter.keyId());
        select.setString(5, filter.keyId());
        select.setString(6, filter.requestId());
        select.setString(7, filter.requestId());
        select.setInt(8, size + 1);
        return page(select.executeQuery(), size);
      }
    });
  }

  /**
   * What a wallet paid for a request; null if there is no such charge. Of several (Envoy asked
   * twice) the newest that was sent.
   */
  public @Nullable Charge find(String wallet, String requestId) throws SQLException {
    var sql =
        """
        SELECT * FROM ledger.charge WHERE request_id = ? AND path[1] = ?
        ORDER BY kind = 'void', id DESC LIMIT 1
        """;
    return transactions.read(connection -> {
      try (var select = connection.prepareStatement(sql)) {
        select.setString(1, requestId);
        select.setString(2, wallet);
        try (var rows = select.executeQuery()) {
          return rows.next() ? charge(rows) : null;
        }
      }
    });
  }

  private static Page page(ResultSet rows, int size) throws SQLException {
    var charges = new ArrayList<Charge>();
    long last = 0;
    while (rows.next()) {
      if (charges.size() == size) {
        return new Page(charges, last);
      }
      last = rows.getLong("id");
      charges.add(charge(rows));
    }
    return new Page(charges, 0);
  }

  static Charge charge(ResultSet rows) throws SQLException {
    var replica = rows.getString("replica").replace("-", "");
    return Charge.newBuilder()
        .setReservation(rows.getInt("day") + "-" + replica + "-" + rows.getLong("n"))
        .setKind(rows.getString("kind"))
        .setAdmission(admission(rows))
        .setUsage(usage(rows))
        .setCost(amounts(rows, "cost"))
        .setExtension(amounts(rows, "extension"))
        .setPostedAt(timestamp(rows.getObject("posted_at", OffsetDateTime.class)))
        .setBalanceBefore(rows.getLong("balance_before"))
        .setBalanceAfter(rows.getLong("balance_after"))
        .build();
  }

  private static Admission admission(ResultSet rows) throws SQLException {
    return Admission.newBuilder()
        .setN(rows.getLong("n"))
        .setDay(rows.getInt("day"))
        .addAllPath(List.of((String[]) rows.getArray("path").getArray()))
        .setHold(amounts(rows, "hold"))
        .setPriceVersion(
            PriceVersion.newBuilder()
                .setBook(rows.getString("price_book"))
                .setVersion(rows.getInt("price_version")))
        .setModel(rows.getString("model"))
        .setKeyId(rows.getString("key_id"))
        .setOrganizationId(rows.getString("organization_id"))
        .setUserId(rows.getString("user_id"))
        .setProvider(rows.getString("provider"))
        .setEndpoint(rows.getString("endpoint"))
        .setRequestId(rows.getString("request_id"))
        .setAdmittedAtMs(millis(rows, "admitted_at"))
        .setByok(byok(rows.getString("byok")))
        .setByokFeeBasisPoints(rows.getInt("byok_fee_basis_points"))
        .build();
  }

  private static Amounts amounts(ResultSet rows, String what) throws SQLException {
    long nanocredits = rows.getLong(what + "_nanocredits");
    long requests = rows.getLong(what + "_requests");
    @Nullable Long spend = rows.getObject(what + "_spend", Long.class);
    return Vectors.of(nanocredits, requests, spend == null ? nanocredits : spend);
  }

  private static Byok byok(String owner) {
    return owner.isEmpty()
        ? Byok.BYOK_UNSPECIFIED
        : Byok.valueOf("BYOK_" + owner.toUpperCase(Locale.ROOT));
  }

  private static Usage usage(ResultSet rows) throws SQLException {
    return Usage.newBuilder()
        .setEvidence(
            Evidence.valueOf("EVIDENCE_" + rows.getString("evidence").toUpperCase(Locale.ROOT)))
        .setTokens(
            TokenCounts.newBuilder()
                .setInput(rows.getLong("tokens_input"))
                .setCachedInput(rows.getLong("tokens_cached_input"))
                .setCacheWrite(rows.getLong("tokens_cache_write"))
                .setCacheWrite1H(rows.getLong("tokens_cache_write_1h"))
                .setOutput(rows.getLong("tokens_output"))
                .setReasoning(rows.getLong("tokens_reasoning"))
                .setAudioInput(rows.getLong("tokens_audio_input"))
                .setAudioOutput(rows.getLong("tokens_audio_output")))
        .setUnits(rows.getLong("units"))
        .setVariant(rows.getString("variant"))
        .setModelAnswered(rows.getString("model_answered"))
        .setStatus(rows.getInt("status"))
        .setDurationMs(rows.getLong("duration_ms"))
        .setFirstByteMs(rows.getLong("first_byte_ms"))
        .setClientAddress(rows.getString("client_address"))
        .setUserAgent(rows.getString("user_agent"))
        .setError(rows.getString("error"))
        .setMethod(rows.getString("method"))
        .setAttempts(rows.getInt("attempts"))
        .setStartedAtMs(millis(rows, "started_at"))
        .build();
  }

  private static long millis(ResultSet rows, String column) throws SQLException {
    return rows.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }

  private static Timestamp timestamp(OffsetDateTime time) {
    return Timestamp.newBuilder().setSeconds(time.toEpochSecond()).setNanos(time.getNano()).build();
  }
}
