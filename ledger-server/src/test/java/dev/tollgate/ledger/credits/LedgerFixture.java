package dev.tollgate.ledger.credits;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.verify.JdbcVerification;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A ledger on a database of its own, with a model "unit" whose tokens cost one nanocredit each. All
 * fixtures of a JVM share a server: each gives its connections back.
 */
public final class LedgerFixture implements AutoCloseable {
  static final int DAY = 20_000;
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final PriceVersion VERSION = new PriceVersion("test", 1);

  public final TestDatabase database = TestDatabase.create();
  private final HikariDataSource pool;
  public final Transactions transactions;
  final JdbcLedgerStore store;
  final Ledger ledger;
  final Endings endings;
  final Limits limits;
  final JdbcRecalls recalls;
  final JdbcMovements movements;
  final JdbcVerification verification;
  final JdbcStatements statements;
  final JdbcGrantList grants;
  final JdbcExpiry expiry;

  /** Set by tests. */
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  public LedgerFixture() {
    var config =
        new DatabaseConfig(database.jdbcUrl(), database.user(), Secret.of(database.password()), 10);
    pool = Databases.pool(config, "test");
    Migrations.apply(pool, new Schema("ledger", "db/ledger"));
    transactions = new Transactions(pool);
    var catalog = catalog();
    store = new JdbcLedgerStore(transactions);
    ledger = new Ledger(store, () -> catalog, now::get);
    limits = new Limits(store, now::get);
    endings = new Endings(store, () -> catalog);
    recalls = new JdbcRecalls(transactions);
    movements = new JdbcMovements(transactions, now::get);
    verification = new JdbcVerification(transactions);
    statements = new JdbcStatements(transactions);
    grants = new JdbcGrantList(transactions);
    expiry = new JdbcExpiry(transactions);
  }

  @Override
  public void close() {
    pool.close();
  }

  static PriceCatalog catalog() {
    var unit =
        new ModelPrice(
            "unit",
            List.of(),
            "test",
            ModelPrice.Kind.CHAT,
            0,
            0,
            0,
            0,
            1_000,
            1_000,
            0,
            0,
            0,
            1_000_000,
            1_000_000,
            0,
            "test",
            List.of());
    return new PriceCatalog(List.of(new PriceBook(VERSION, Instant.EPOCH, List.of(unit))));
  }

  static dev.tollgate.proto.ledger.v1.PriceVersion priceVersion() {
    return PriceProtos.toProto(VERSION);
  }

  /** A wallet that was granted an amount. */
  String wallet(long nanocredits) throws SQLException {
    var account = "wallet:user:u" + NUMBER.incrementAndGet();
    grant(account, nanocredits, "grant-" + account);
    return account;
  }

  JdbcMovements.Outcome grant(String account, long nanocredits, String key) throws SQLException {
    return movements.apply(
        new Movement(key, Movement.Kind.GRANT, account, nanocredits, "", "", null, "test"),
        "owner");
  }

  /** A grant that expires; its key is its account, and the date. */
  JdbcMovements.Outcome grantUntil(String account, long nanocredits, Instant expiresAt)
      throws SQLException {
    return movements.apply(
        new Movement(
            account + " until " + expiresAt,
            Movement.Kind.GRANT,
            account,
            nanocredits,
            "",
            "",
            expiresAt,
            "test"),
        "owner");
  }

  JdbcMovements.Outcome withdraw(String account, long nanocredits, String key) throws SQLException {
    return movements.apply(
        new Movement(key, Movement.Kind.WITHDRAWAL, account, nanocredits, "", "", null, "test"),
        "");
  }

  /** For the account's scarcity alone. */
  void tenSecondsPass(String account) throws SQLException {
    scarceUntil(account, "-1 ms");
  }

  void scarceUntil(String account, String fromNow) throws SQLException {
    sql(
        "UPDATE ledger.account SET scarce_until = clock_timestamp() + interval '%s' WHERE id = '%s'"
            .formatted(fromNow, account));
  }

  void suspend(String account) throws SQLException {
    sql("UPDATE ledger.account SET state = 'suspended' WHERE id = '%s'".formatted(account));
  }

  void sql(String update) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(update);
    }
  }

  boolean exists(String select) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT EXISTS (%s)".formatted(select))) {
      return rows.next() && rows.getBoolean(1);
    }
  }

  JdbcStatements.Statement statement(String id) throws SQLException {
    var statement = statements.read(id);
    if (statement == null) {
      throw new AssertionError(id + " does not exist");
    }
    return statement;
  }

  AccountRow account(String id) throws SQLException {
    return statement(id).account();
  }

  /** Usage of a replica's reservation that another one read. */
  ForeignUsage foreign(Replica owner, Admission admission, long cost) {
    var settle = owner.peek(admission, cost);
    return ForeignUsage.newBuilder()
        .setReplica(owner.id.id().toString())
        .setAdmission(admission)
        .setCost(settle.getCost())
        .setUsage(settle.getUsage())
        .build();
  }

  /** A replica that is open. */
  Replica replica() throws SQLException {
    var replica = new Replica(new ReplicaId(UUID.randomUUID(), 0, 1, "authz-1"));
    ledger.open(replica.id, new Ledger.Opening("boot", 0, 0, "", 0));
    return replica;
  }

  /** A replica as a test drives it: records get the next seq, reservations the next n. */
  final class Replica {
    final ReplicaId id;

    private final UUID historyId;
    private long seq;
    private long n;

    /** Kept by tests that acquire more than once. */
    long granted;

    Replica(ReplicaId id) throws SQLException {
      this.id = id;
      this.historyId = ledger.historyId();
    }

    Owner owner() {
      return new Owner(id, historyId);
    }

    Grant acquire(String account, long total, long shortfall) throws SQLException {
      var want = new Want(account, total, shortfall);
      return ledger.acquire(owner(), List.of(List.of(want))).grants().getFirst();
    }

    Record settle(String account, long hold, long cost, long extension) {
      return settle(admission(account, hold), cost, extension);
    }

    Record settle(Admission admission, long cost, long extension) {
      var settle = peek(admission, cost).toBuilder().setExtension(Vectors.of(extension, 0));
      return Record.newBuilder().setSeq(++seq).setSettle(settle).build();
    }

    /** What a settlement says, without being sent. */
    Settle peek(Admission admission, long cost) {
      var usage =
          Usage.newBuilder()
              .setEvidence(Evidence.EVIDENCE_EXACT)
              .setTokens(TokenCounts.newBuilder().setOutput(cost));
      return Settle.newBuilder()
          .setAdmission(admission)
          .setCost(Vectors.oneRequest(cost))
          .setUsage(usage)
          .build();
    }

    Record correct(Admission admission, long cost) {
      var settle = peek(admission, cost);
      return Record.newBuilder()
          .setSeq(++seq)
          .setCorrect(
              Correct.newBuilder()
                  .setAdmission(admission)
                  .setCost(settle.getCost())
                  .setUsage(settle.getUsage()))
          .build();
    }

    Record dark(Admission admission) {
      return Record.newBuilder()
          .setSeq(++seq)
          .setDark(Dark.newBuilder().setAdmission(admission))
          .build();
    }

    Record giveBack(String account, long amount) {
      return Record.newBuilder()
          .setSeq(++seq)
          .setReturn(Return.newBuilder().setAccount(account).setAmount(amount))
          .build();
    }

    Record.Builder next() {
      return Record.newBuilder().setSeq(++seq);
    }

    Admission admission(String account, long hold) {
      return Admission.newBuilder()
          .setN(++n)
          .setDay(DAY)
          .addPath(account)
          .setHold(Vectors.oneRequest(hold))
          .setPriceVersion(PriceProtos.toProto(VERSION))
          .setModel("unit")
          .build();
    }

    Ledger.Applied report(Record... records) throws SQLException {
      return ledger.report(owner(), 1, List.of(records));
    }
  }
}
