package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Leased;
import dev.tollgate.pricing.wire.Vectors;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Mistakes in what a transaction does to accounts, leases and charges. */
final class MemoryAmountMistakes {
  private MemoryAmountMistakes() {}

  private static AccountRow with(AccountRow row, long granted, long leased, long darkCeiling) {
    return new AccountRow(
        row.id(),
        row.owner(),
        granted,
        row.posted(),
        leased,
        row.overrun(),
        row.claimed(),
        row.expiring(),
        row.lapsed(),
        row.state(),
        row.entries(),
        darkCeiling,
        row.writtenOff());
  }

  private static Map<String, AccountRow> each(
      Map<String, AccountRow> accounts, UnaryOperator<AccountRow> change) {
    var changed = new LinkedHashMap<String, AccountRow>();
    accounts.forEach((id, account) -> changed.put(id, change.apply(account)));
    return changed;
  }

  /** Knows the replica as it was when the transaction began. */
  abstract static class OfReplica extends MemoryLedgerRows {
    @Nullable ReplicaRow replica;
    @Nullable Lock lock;

    OfReplica(Transaction transaction) {
      super(transaction);
    }

    @Override
    public @Nullable ReplicaRow lockReplica(ReplicaId id, Lock how) {
      replica = super.lockReplica(id, how);
      lock = how;
      return replica;
    }

    boolean ofDraining() {
      return replica != null && replica.draining();
    }

    boolean isLate() {
      return replica != null && replica.ended() && lock == Lock.FOR_NO_KEY_UPDATE;
    }

    void keepCeilings(Map<String, AccountRow> before, Map<String, AccountRow> after)
        throws SQLException {
      super.saveAccounts(
          before,
          each(
              after,
              account ->
                  with(
                      account,
                      account.granted(),
                      account.leased(),
                      before.getOrDefault(account.id(), account).darkCeiling())));
    }
  }

  /** What is recalled is taken from live leases. */
  static final class Seizing extends MemoryLedgerRows {
    Seizing(Transaction transaction) {
      super(transaction);
    }

    @Override
    public void markScarce(Set<String> accounts) {
      super.markScarce(accounts);
      for (var lease : Map.copyOf(tables.leases.all()).entrySet()) {
        long half = lease.getValue().outstanding() / 2;
        if (accounts.contains(lease.getKey().account())) {
          seize(lease.getKey(), lease.getValue(), half);
        }
      }
    }

    private void seize(Leased key, LeaseRow lease, long amount) {
      tables.leases.put(key, lease.giveBack(amount));
      var account = tables.accounts.get(key.account());
      if (account != null) {
        tables.accounts.put(account.id(), account.lease(-amount));
      }
    }
  }

  /** A lost lease is freed without a ceiling. */
  static final class NoCeilingByVerdict extends OfReplica {
    NoCeilingByVerdict(Transaction transaction) {
      super(transaction);
    }

    @Override
    public void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
        throws SQLException {
      if (lock == Lock.FOR_UPDATE) {
        keepCeilings(before, after);
      } else {
        super.saveAccounts(before, after);
      }
    }
  }

  /** What late usage takes off a dark charge is nobody's. */
  static final class LateKeepsCeilings extends OfReplica {
    LateKeepsCeilings(Transaction transaction) {
      super(transaction);
    }

    @Override
    public void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
        throws SQLException {
      if (isLate()) {
        keepCeilings(before, after);
      } else {
        super.saveAccounts(before, after);
      }
    }
  }

  /** Late usage is charged without room for it. */
  static final class LateHasRoom extends OfReplica {
    private static final long PLENTY = 1_000_000_000;

    LateHasRoom(Transaction transaction) {
      super(transaction);
    }

    @Override
    public Map<String, AccountRow> lockAccounts(Collection<String> ids) {
      var accounts = super.lockAccounts(ids);
      return isLate() ? each(accounts, account -> more(account, PLENTY)) : accounts;
    }

    @Override
    public void saveAccounts(Map<String, AccountRow> before, Map<String, AccountRow> after)
        throws SQLException {
      if (isLate()) {
        super.saveAccounts(
            each(before, account -> more(account, -PLENTY)),
            each(after, account -> more(account, -PLENTY)));
      } else {
        super.saveAccounts(before, after);
      }
    }

    private static AccountRow more(AccountRow account, long granted) {
      return with(account, account.granted() + granted, account.leased(), account.darkCeiling());
    }
  }

  /** The ledger frees what a settlement leaves over, as the replica does. */
  static class Releasing extends OfReplica {
    private final Map<String, Long> released = new HashMap<>();

    Releasing(Transaction transaction) {
      super(transaction);
    }

    @Override
    public void saveCharges(
        ReplicaId replica, Collection<ChargeRow> charges, Collection<ChargeRow.Key> replaced)
        throws SQLException {
      super.saveCharges(replica, charges, replaced);
      for (var charge : releases() ? charges : List.<ChargeRow>of()) {
        var hold = Vectors.plus(charge.admission().getHold(), charge.extension());
        for (var account : charge.admission().getPathList()) {
          long rest = Vectors.component(account, hold) - Vectors.component(account, charge.taken());
          released.merge(account, Math.max(0, rest), Long::sum);
        }
      }
    }

    boolean releases() {
      return true;
    }

    /** The last that a transaction writes. */
    @Override
    public void saveLeases(
        ReplicaId replica, Map<String, LeaseRow> before, Map<String, LeaseRow> after)
        throws SQLException {
      super.saveLeases(replica, before, after);
      for (var lease : after.values()) {
        long rest = Math.min(released.getOrDefault(lease.account(), 0L), lease.outstanding());
        var account = tables.accounts.get(lease.account());
        if (account != null) {
          tables.leases.put(
              new Leased(replica.id(), replica.shard(), lease.account()), lease.giveBack(rest));
          tables.accounts.put(account.id(), account.lease(-rest));
        }
      }
    }
  }

  /** As a draining replica would, that gave back what its settlements leave over. */
  static final class DrainingReleases extends Releasing {
    DrainingReleases(Transaction transaction) {
      super(transaction);
    }

    @Override
    boolean releases() {
      return ofDraining();
    }
  }

  /** A draining replica's repeated settlement is charged again. */
  static final class ChargesForgotten extends OfReplica {
    ChargesForgotten(Transaction transaction) {
      super(transaction);
    }

    @Override
    public Map<ChargeRow.Key, ChargeRow.Known> charges(
        ReplicaId replica, Collection<ChargeRow.Key> keys) {
      return ofDraining() ? Map.of() : super.charges(replica, keys);
    }

    @Override
    public void saveCharges(
        ReplicaId replica, Collection<ChargeRow> charges, Collection<ChargeRow.Key> replaced)
        throws SQLException {
      var all = charges.stream().map(charge -> ChargeRow.Key.of(charge.admission())).toList();
      super.saveCharges(replica, charges, ofDraining() ? all : replaced);
    }
  }

  /** A settlement of what is dark at the ledger is dropped as a repeat. */
  static final class DarkIsFinal extends OfReplica {
    DarkIsFinal(Transaction transaction) {
      super(transaction);
    }

    @Override
    public Map<ChargeRow.Key, ChargeRow.Known> charges(
        ReplicaId replica, Collection<ChargeRow.Key> keys) {
      var charges = new HashMap<>(super.charges(replica, keys));
      if (ofDraining()) {
        charges.replaceAll((key, known) ->
            new ChargeRow.Known(key, false, false, known.path(), known.cost(), known.taken()));
      }
      return charges;
    }
  }
}
