package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's rows in memory, for simulations: the same answers, constraints and rollbacks as
 * {@link JdbcLedgerStore}'s, to which a contract test holds it. One thread.
 */
public final class MemoryLedgerStore implements LedgerStore {
  private final MemoryTables tables = new MemoryTables();
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Function<MemoryLedgerRows.Transaction, MemoryLedgerRows> rows;
  private final List<News> news = new ArrayList<>();

  /** What a commit tells whoever watches. */
  public sealed interface News {
    /** Credit came in. */
    record Credit(String account) implements News {}

    /** Free lease is asked for. */
    record Recall(String account) implements News {}

    /** Limits changed, up to this version. */
    record Limits(long version) implements News {}
  }

  /** All rows at one moment. */
  public record Copy(
      UUID history,
      NavigableMap<String, AccountRow> accounts,
      NavigableMap<String, Long> scarce,
      NavigableMap<MemoryTables.Stream, MemoryTables.Replica> replicas,
      NavigableMap<MemoryTables.Stream, Verdict> verdicts,
      NavigableMap<MemoryTables.Leased, LeaseRow> leases,
      NavigableMap<MemoryTables.Reserved, ChargeRow> charges,
      NavigableMap<MemoryTables.Reserved, dev.tollgate.proto.ledger.v1.Admission> open,
      NavigableMap<MemoryTables.Reserved, dev.tollgate.proto.ledger.v1.ForeignUsage> foreign,
      NavigableMap<MemoryTables.Numbered, Entry> entries,
      NavigableMap<String, String> movements,
      NavigableMap<MemoryTables.Numbered, DatedGrant> grants,
      NavigableMap<LimitId, PolicyRow> policies,
      NavigableMap<String, ZoneId> zones,
      NavigableMap<Boolean, Long> policyVersion,
      NavigableMap<MemoryTables.Numbered, Long> windowLimits) {}

  public MemoryLedgerStore(RandomGenerator random, InstantSource clock) {
    this(random, clock, MemoryMistake.NONE);
  }

  /**
   * @param random gives out ids of histories, and the order in which usage by another road is told
   * @param clock the database's
   * @param mistake what its transactions do wrong
   */
  public MemoryLedgerStore(RandomGenerator random, InstantSource clock, MemoryMistake mistake) {
    this.random = random;
    this.clock = clock;
    this.rows = mistake.ofStore();
    tables.history.put(true, newId());
    tables.undo.clear();
  }

  private UUID newId() {
    return new UUID(random.nextLong(), random.nextLong());
  }

  @Override
  public <R extends @Nullable Object> R run(Work<R> work) throws SQLException {
    var told = new ArrayList<News>();
    boolean done = false;
    try {
      var result = work.run(rows(told));
      done = true;
      news.addAll(told);
      return result;
    } finally {
      end(done);
    }
  }

  @Override
  public <R extends @Nullable Object> R read(Work<R> work) throws SQLException {
    boolean changed;
    R result;
    try {
      result = work.run(rows(new ArrayList<>()));
    } finally {
      changed = !tables.undo.isEmpty();
      end(false);
    }
    if (changed) {
      throw new SQLException("cannot change rows in a read-only transaction", "25006");
    }
    return result;
  }

  private MemoryLedgerRows rows(List<News> told) {
    return rows.apply(
        new MemoryLedgerRows.Transaction(tables, this::newId, random, clock, told::add));
  }

  private void end(boolean commit) {
    if (!commit) {
      tables.undo.forEach(Runnable::run);
    }
    tables.undo.clear();
  }

  /** What was committed since this was asked last, for those who watch. */
  public List<News> takeNews() {
    var taken = List.copyOf(news);
    news.clear();
    return taken;
  }

  MemoryTables tables() {
    return tables;
  }

  public Copy copy() {
    return new Copy(
        tables.historyId(),
        tables.accounts.copy(),
        tables.scarce.copy(),
        tables.replicas.copy(),
        tables.verdicts.copy(),
        tables.leases.copy(),
        tables.charges.copy(),
        tables.open.copy(),
        tables.foreign.copy(),
        tables.entries.copy(),
        tables.movements.copy(),
        tables.grants.copy(),
        tables.policies.copy(),
        tables.zones.copy(),
        tables.policyVersion.copy(),
        tables.windowLimits.copy());
  }

  /** A backup is put back: what was committed since then is lost. */
  public void restore(Copy copy) {
    tables.history.put(true, copy.history());
    tables.accounts.become(copy.accounts());
    tables.scarce.become(copy.scarce());
    tables.replicas.become(copy.replicas());
    tables.verdicts.become(copy.verdicts());
    tables.leases.become(copy.leases());
    tables.charges.become(copy.charges());
    tables.open.become(copy.open());
    tables.foreign.become(copy.foreign());
    tables.entries.become(copy.entries());
    tables.movements.become(copy.movements());
    tables.grants.become(copy.grants());
    tables.policies.become(copy.policies());
    tables.zones.become(copy.zones());
    tables.policyVersion.become(copy.policyVersion());
    tables.windowLimits.become(copy.windowLimits());
    tables.undo.clear();
    news.clear();
  }
}
