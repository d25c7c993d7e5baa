package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A transaction of PostgreSQL as {@link LedgerRows}. */
record JdbcLedgerRows(Connection connection) implements LedgerRows {
  @Override
  public UUID historyId() throws SQLException {
    return JdbcReplicas.historyId(connection);
  }

  @Override
  public UUID newHistory() throws SQLException {
    return JdbcReplicas.newHistory(connection);
  }

  @Override
  public void addReplica(ReplicaId replica, String hostBoot) throws SQLException {
    JdbcReplicas.add(connection, replica, hostBoot);
  }

  @Override
  public @Nullable ReplicaRow lockReplica(ReplicaId replica, Lock lock) throws SQLException {
    return JdbcReplicas.lock(connection, replica, lock);
  }

  @Override
  public void saveReplica(ReplicaId replica, ReplicaRow row) throws SQLException {
    JdbcReplicas.save(connection, replica, row);
  }

  @Override
  public void bind(ReplicaId replica, UUID history, long silentMillis) throws SQLException {
    JdbcReplicas.bind(connection, replica, history, silentMillis);
  }

  @Override
  public Map<String, AccountRow> lockAccounts(Collection<String> ids) throws SQLException {
    return JdbcAccounts.lock(connection, ids);
  }

  @Override
  public void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
      throws SQLException {
    JdbcAccounts.update(connection, before, after);
  }

  @Override
  public Map<String, LeaseRow> lockLeases(ReplicaId replica, Collection<String> accounts)
      throws SQLException {
    return JdbcLeases.lock(connection, replica, accounts);
  }

  @Override
  public Map<String, LeaseRow> leases(ReplicaId replica) throws SQLException {
    return JdbcLeases.all(connection, replica);
  }

  @Override
  public void saveLeases(
      ReplicaId replica, Map<String, LeaseRow> before, Map<String, LeaseRow> after)
      throws SQLException {
    JdbcLeases.save(connection, replica, before, after);
  }

  @Override
  public Map<String, Sharing> sharing(ReplicaId replica, Collection<String> accounts)
      throws SQLException {
    return JdbcScarcity.read(connection, replica, accounts);
  }

  @Override
  public void markScarce(Set<String> accounts) throws SQLException {
    JdbcScarcity.mark(connection, accounts);
  }

  @Override
  public List<String> recalled(ReplicaId replica, Collection<String> reported) throws SQLException {
    return JdbcScarcity.recalled(connection, replica, reported);
  }

  @Override
  public Map<ChargeRow.Key, ChargeRow.Known> charges(
      ReplicaId replica, Collection<ChargeRow.Key> keys) throws SQLException {
    return JdbcCharges.find(connection, replica, keys);
  }

  @Override
  public void saveCharges(
      ReplicaId replica, Collection<ChargeRow> charges, Collection<ChargeRow.Key> replaced)
      throws SQLException {
    JdbcCharges.delete(connection, replica, replaced);
    JdbcCharges.insert(connection, replica, charges);
  }

  @Override
  public List<Admission> openReservations(ReplicaId replica) throws SQLException {
    return JdbcReservations.open(connection, replica);
  }

  @Override
  public void openReservations(ReplicaId replica, Collection<Admission> admissions)
      throws SQLException {
    JdbcReservations.open(connection, replica, admissions);
  }

  @Override
  public void endReservations(ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    JdbcReservations.end(connection, replica, keys);
  }

  @Override
  public @Nullable String unfinished(ReplicaId replica) throws SQLException {
    return JdbcReplicas.unfinished(connection, replica);
  }

  @Override
  public void keepForeignUsage(ReplicaId replica, Collection<ForeignUsage> usages)
      throws SQLException {
    JdbcReservations.keep(connection, replica, usages);
  }

  @Override
  public List<ForeignUsage> foreignUsage(ReplicaId replica, int max) throws SQLException {
    return JdbcReservations.kept(connection, replica, max);
  }

  @Override
  public void forgetForeignUsage(ReplicaId replica, Collection<ChargeRow.Key> keys)
      throws SQLException {
    JdbcReservations.forget(connection, replica, keys);
  }

  @Override
  public List<Heartbeat> heartbeats() throws SQLException {
    return JdbcReplicas.heartbeats(connection);
  }

  @Override
  public void addVerdict(Verdict verdict, long heartbeat) throws SQLException {
    JdbcVerdicts.add(connection, verdict, heartbeat);
  }

  @Override
  public void append(List<Entry> entries) throws SQLException {
    JdbcAccounts.append(connection, entries);
  }

  @Override
  public boolean addAccount(String id, String owner) throws SQLException {
    return JdbcAccounts.insert(connection, id, owner);
  }

  @Override
  public Map<String, Windows.Row> windows(List<WindowAccount> windows) throws SQLException {
    return JdbcWindows.windows(connection, windows);
  }

  @Override
  public @Nullable PolicyRow holdPolicy(LimitId limit) throws SQLException {
    return JdbcWindows.hold(connection, limit);
  }

  @Override
  public long nextPolicyVersion() throws SQLException {
    return JdbcWindows.nextVersion(connection);
  }

  @Override
  public void savePolicy(LimitId limit, String organization, @Nullable Long amount, long version)
      throws SQLException {
    JdbcWindows.save(connection, limit, organization, amount, version);
  }

  @Override
  public void saveTimeZone(String organization, ZoneId zone, long version) throws SQLException {
    JdbcWindows.saveTimeZone(connection, organization, zone, version);
  }

  @Override
  public void addWindowLimit(String account, long version, long amount) throws SQLException {
    JdbcWindows.addLimit(connection, account, version, amount);
  }
}
