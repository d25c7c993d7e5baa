package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryLedgerStore.News;
import dev.tollgate.ledger.credits.MemoryTables.Leased;
import dev.tollgate.ledger.credits.MemoryTables.Numbered;
import dev.tollgate.ledger.credits.MemoryTables.Reserved;
import dev.tollgate.ledger.credits.MemoryTables.Stream;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A transaction of {@link MemoryLedgerStore}; it is alone, so that a lock is nothing. */
class MemoryLedgerRows implements LedgerRows {
  final MemoryTables tables;
  private final MemoryReplicas replicas;
  private final MemoryForeignUsage foreignUsage;
  private final MemoryWindows windows;
  private final Transaction transaction;

  /**
   * What a transaction is made of.
   *
   * @param newId makes the ids of histories
   * @param news gets what is told when it is committed
   */
  record Transaction(
      MemoryTables tables,
      Supplier<UUID> newId,
      RandomGenerator random,
      InstantSource clock,
      Consumer<News> news) {}

  MemoryLedgerRows(Transaction transaction) {
    this.tables = transaction.tables();
    this.replicas = new MemoryReplicas(tables);
    this.foreignUsage = new MemoryForeignUsage(tables, transaction.random());
    this.windows = new MemoryWindows(tables);
    this.transaction = transaction;
  }

  @Override
  public UUID historyId() {
    return tables.historyId();
  }

  @Override
  public UUID newHistory() {
    tables.history.put(true, transaction.newId().get());
    return tables.historyId();
  }

  @Override
  public void addReplica(ReplicaId replica, String hostBoot) {
    replicas.add(replica, hostBoot);
  }

  @Override
  public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) {
    return replicas.get(replica);
  }

  @Override
  public void saveReplica(ReplicaId replica, ReplicaRow row) {
    replicas.save(replica, row);
  }

  @Override
  public void bind(ReplicaId replica, UUID history, long silentMillis) {
    replicas.bind(replica, history, silentMillis);
  }

  @Override
  public Map<String, AccountRow> lockAccounts(Collection<String> ids) {
    var accounts = new LinkedHashMap<String, AccountRow>();
    for (var id : new TreeSet<>(ids)) {
      var account = tables.accounts.get(id);
      if (account != null) {
        accounts.put(id, account);
      }
    }
    return accounts;
  }

  @Override
  public void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
      throws SQLException {
    for (var account : after.values()) {
      if (account.equals(before.get(account.id()))) {
        continue;
      }
      MemoryChecks.account(account);
      tables.accounts.put(account.id(), account);
      if (account.payable() > before.getOrDefault(account.id(), account).payable()) {
        transaction.news().accept(new News.Credit(account.id()));
      }
    }
  }

  @Override
  public Map<String, LeaseRow> lockLeases(ReplicaId replica, Collection<String> accounts) {
    var leases = new LinkedHashMap<String, LeaseRow>();
    for (var account : new TreeSet<>(accounts)) {
      var lease = tables.leases.get(new Leased(replica.id(), replica.shard(), account));
      if (lease != null) {
        leases.put(account, lease);
      }
    }
    return leases;
  }

  @Override
  public Map<String, LeaseRow> leases(ReplicaId replica) {
    var leases = new LinkedHashMap<String, LeaseRow>();
    tables.leases(replica).values().forEach(lease -> leases.put(lease.account(), lease));
    return leases;
  }

  @Override
  public void saveLeases(
      ReplicaId replica, Map<String, LeaseRow> before, Map<String, LeaseRow> after)
      throws SQLException {
    for (var lease : after.values()) {
      if (!lease.equals(before.get(lease.account()))) {
        MemoryChecks.lease(lease);
        MemoryChecks.exists(tables.accounts.has(lease.account()), lease);
        MemoryChecks.exists(tables.replicas.has(Stream.of(replica)), replica);
        tables.leases.put(new Leased(replica.id(), replica.shard(), lease.account()), lease);
      }
    }
  }

  @Override
  public Map<String, Sharing> sharing(ReplicaId replica, Collection<String> accounts) {
    return scarcity().sharing(replica, accounts);
  }

  @Override
  public void markScarce(Set<String> accounts) {
    accounts.stream().filter(scarcity()::mark).map(News.Recall::new).forEach(transaction.news());
  }

  @Override
  public List<String> recalled(ReplicaId replica, Collection<String> reported) {
    return scarcity().recalled(replica, reported);
  }

  private MemoryScarcity scarcity() {
    return new MemoryScarcity(tables, transaction.clock().millis());
  }

  @Override
  public Map<ChargeRow.Key, ChargeRow.Known> charges(
      ReplicaId replica, Collection<ChargeRow.Key> keys) {
    var known = new HashMap<ChargeRow.Key, ChargeRow.Known>();
    for (var key : keys) {
      var charge = tables.charges.get(Reserved.of(replica, key));
      if (charge != null) {
        known.put(key, charge.known());
      }
    }
    return known;
  }

  @Override
  public void saveCharges(
      ReplicaId replica, Collection<ChargeRow> charges, Collection<ChargeRow.Key> replaced)
      throws SQLException {
    replaced.forEach(key -> tables.charges.remove(Reserved.of(replica, key)));
    for (var charge : charges) {
      var key = Reserved.of(replica, ChargeRow.Key.of(charge.admission()));
      MemoryChecks.charge(charge);
      MemoryChecks.absent(tables.charges.get(key), key);
      tables.charges.put(key, charge);
    }
  }

  @Override
  public List<Admission> openReservations(ReplicaId replica) {
    return List.copyOf(MemoryTables.of(tables.open, replica).values());
  }

  @Override
  public void openReservations(ReplicaId replica, Collection<Admission> admissions) {
    for (var admission : admissions) {
      var key = Reserved.of(replica, ChargeRow.Key.of(admission));
      if (!tables.open.has(key)) {
        tables.open.put(key, admission);
      }
    }
  }

  @Override
  public void endReservations(ReplicaId replica, Collection<ChargeRow.Key> keys) {
    keys.forEach(key -> tables.open.remove(Reserved.of(replica, key)));
  }

  @Override
  public @Nullable String unfinished(ReplicaId replica) {
    return replicas.unfinished(replica);
  }

  @Override
  public void keepForeignUsage(ReplicaId replica, Collection<ForeignUsage> usages) {
    foreignUsage.keep(replica, usages);
  }

  @Override
  public List<ForeignUsage> foreignUsage(ReplicaId replica, int max) {
    return foreignUsage.some(replica, max);
  }

  @Override
  public void forgetForeignUsage(ReplicaId replica, Collection<ChargeRow.Key> keys) {
    foreignUsage.forget(replica, keys);
  }

  @Override
  public boolean addAccount(String id, String owner) {
    if (tables.accounts.has(id)) {
      return false;
    }
    var row = new AccountRow(id, owner, 0, 0, 0, 0, 0, 0, 0, "active", 0, 0, 0);
    tables.accounts.put(id, row);
    return true;
  }

  @Override
  public Map<String, Windows.Row> windows(List<WindowAccount> asked) {
    return windows.windows(asked);
  }

  @Override
  public @Nullable PolicyRow holdPolicy(LimitId limit) {
    return windows.policy(limit);
  }

  @Override
  public long nextPolicyVersion() {
    long version = windows.nextVersion();
    transaction.news().accept(new News.Limits(version));
    return version;
  }

  @Override
  public void savePolicy(LimitId limit, String organization, @Nullable Long amount, long version) {
    windows.save(limit, organization, amount, version);
  }

  @Override
  public void saveTimeZone(String organization, ZoneId zone, long version) {
    tables.zones.put(organization, zone);
  }

  @Override
  public void addWindowLimit(String account, long version, long amount) throws SQLException {
    windows.addLimit(account, version, amount);
  }

  @Override
  public void addVerdict(Verdict verdict, long heartbeat) {
    tables.verdicts.put(Stream.of(verdict.replica()), verdict);
  }

  @Override
  public List<Heartbeat> heartbeats() {
    return replicas.heartbeats();
  }

  @Override
  public void append(List<Entry> entries) throws SQLException {
    for (var entry : entries) {
      MemoryChecks.entry(entry);
      MemoryChecks.exists(tables.accounts.has(entry.account()), entry);
      var key = new Numbered(entry.account(), entry.seq());
      MemoryChecks.absent(tables.entries.get(key), key);
      tables.entries.put(key, entry);
    }
  }
}
