package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.MemoryTables.Leased;
import dev.tollgate.ledger.credits.MemoryTables.Reserved;
import dev.tollgate.ledger.credits.MemoryTables.Stream;
import dev.tollgate.pricing.wire.Vectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the rows of a {@link MemoryLedgerStore} say, and which invariants they violate. */
public final class MemoryBooks {
  private final MemoryTables tables;

  public MemoryBooks(MemoryLedgerStore store) {
    this.tables = store.tables();
  }

  /**
   * A replica's row.
   *
   * @param bound whether it opened itself in the present history
   */
  public record Stands(long epoch, long watermark, boolean live, boolean ended, boolean bound) {}

  public @Nullable Stands replica(UUID id) {
    var replica = tables.replicas.get(new Stream(id, 0));
    if (replica == null) {
      return null;
    }
    var row = replica.row();
    return new Stands(
        row.epoch(),
        row.watermark(),
        row.state().equals(ReplicaRow.LIVE),
        row.ended(),
        replica.history().equals(tables.historyId()));
  }

  public boolean isCondemned(UUID id) {
    var replica = tables.replicas.get(new Stream(id, 0));
    return replica != null && replica.row().condemned();
  }

  public long outstanding(UUID replica, String account) {
    var lease = tables.leases.get(new Leased(replica, 0, account));
    return lease == null ? 0 : lease.outstanding();
  }

  public @Nullable ChargeRow charge(UUID replica, int day, long n) {
    return tables.charges.get(new Reserved(replica, day, n));
  }

  public @Nullable AccountRow account(String id) {
    return tables.accounts.get(id);
  }

  /** Of every account. */
  public List<String> accounts() {
    return List.copyOf(tables.accounts.all().keySet());
  }

  public String historyId() {
    return tables.historyId().toString();
  }

  /** Usage by another road that still waits for an owner that the ledger knows. */
  public List<String> waitingForeignUsage() {
    return tables.foreign.all().keySet().stream()
        .filter(key -> tables.replicas.has(new Stream(key.replica(), 0)))
        .map(key -> key + " of " + tables.replicas.get(new Stream(key.replica(), 0)))
        .toList();
  }

  /**
   * What replicas can have used under leases that a copy does not know of, by account: what they
   * have leased and what charges took since, beyond what the copy has leased to them.
   */
  public Map<String, Long> forgottenIn(MemoryLedgerStore.Copy copy) {
    var used = new HashMap<Leased, Long>();
    tables.leases.all().forEach((key, lease) -> used.put(key, lease.outstanding()));
    tables
        .charges
        .all()
        .forEach((key, charge) -> {
          var before = copy.charges().get(key);
          var taken = Vectors.minus(charge.taken(), before == null ? Vectors.ZERO : before.taken());
          for (var account : charge.admission().getPathList()) {
            var lease = new Leased(key.replica(), 0, account);
            used.merge(lease, Vectors.component(account, taken), Long::sum);
          }
        });
    var forgotten = new HashMap<String, Long>();
    used.forEach((key, amount) -> {
      var lease = copy.leases().get(key);
      long beyond = amount - (lease == null ? 0 : lease.outstanding());
      forgotten.merge(key.account(), Math.max(0, beyond), Long::sum);
    });
    return forgotten;
  }

  /** Who has some of an account leased, for whoever looks for it. */
  public String lessees(String account) {
    var lessees = new ArrayList<String>();
    tables
        .leases
        .all()
        .forEach((key, lease) -> {
          if (key.account().equals(account) && lease.outstanding() > 0) {
            lessees.add(lease + " of " + tables.replicas.get(new Stream(key.replica(), 0)) + key);
          }
        });
    return lessees.toString();
  }

  /** I1: what must hold at every instant and is cheap to look at. */
  public List<String> leaseProblems() {
    var outstanding = new HashMap<String, Long>();
    tables.leases.rows().forEach(l -> outstanding.merge(l.account(), l.outstanding(), Long::sum));
    var problems = new ArrayList<String>();
    for (var account : tables.accounts.rows()) {
      if (account.leased() != outstanding.getOrDefault(account.id(), 0L)) {
        problems.add("I1 leased differs from the sum of the leases: " + account);
      }
      if (account.posted() + account.leased() > account.granted() + account.overrun()) {
        problems.add("I1 posted + leased > granted + overrun: " + account);
      }
    }
    return problems;
  }

  /** I2, I3 and I4, from every charge and entry. */
  public List<String> postingProblems() {
    var problems = new ArrayList<String>();
    var charged = new HashMap<String, Long>();
    var overrun = new HashMap<String, Long>();
    for (var charge : tables.charges.rows()) {
      var path = charge.admission().getPathList();
      for (int i = 0; i < path.size(); i++) {
        long cost = Vectors.component(path.get(i), charge.cost());
        long late = charge.late().isEmpty() ? 0 : charge.late().get(i);
        long off = charge.writtenOff().isEmpty() ? 0 : charge.writtenOff().get(i);
        long taken = Vectors.component(path.get(i), charge.taken());
        charged.merge(path.get(i), cost, Long::sum);
        overrun.merge(path.get(i), Math.max(0, cost - late - off - taken), Long::sum);
      }
    }
    var balances = balances(problems);
    for (var account : tables.accounts.rows()) {
      var id = account.id();
      if (account.posted() + account.writtenOff() != charged.getOrDefault(id, 0L)) {
        problems.add("I3 posted differs from the fold of the charges: " + account);
      }
      if (account.overrun() != overrun.getOrDefault(id, 0L)) {
        problems.add("I4 overrun differs from what costs exceed holds by: " + account);
      }
      if (account.balance() != balances.getOrDefault(id, 0L)) {
        problems.add("I3 the balance differs from the fold of the entries: " + account);
      }
    }
    return problems;
  }

  private Map<String, Long> balances(List<String> problems) {
    var balances = new HashMap<String, Long>();
    var charged = new HashSet<String>();
    for (var entry : tables.entries.rows()) {
      balances.merge(entry.account(), entry.amount(), Long::sum);
      if (entry.kind() == Entry.Kind.CHARGE && !charged.add(entry.account() + entry.cause())) {
        problems.add("I2 posted twice: " + entry);
      }
    }
    return balances;
  }
}
