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
   * What replicas can have used under leases that a copy does not know of, by account. They used
   * what they have leased, what charges took since and what verdicts put into the ceiling. The copy
   * knows the lease that it has, but for what they gave back since, which they will tell again. So
   * it lacks no more than was granted since, and no more than was used; and what late usage put
   * into the ceiling.
   */
  public Map<String, Long> forgottenIn(MemoryLedgerStore.Copy copy) {
    var used = new HashMap<Leased, Long>();
    tables.leases.all().forEach((key, lease) -> used.put(key, lease.outstanding()));
    addTaken(used, copy);
    var forgotten = addCeilings(used, copy);
    used.forEach((key, amount) -> {
      long granted = granted(tables.leases.get(key)) - granted(copy.leases().get(key));
      forgotten.merge(key.account(), Math.clamp(amount, 0, Math.max(0, granted)), Long::sum);
    });
    return forgotten;
  }

  private static long granted(@Nullable LeaseRow lease) {
    return lease == null ? 0 : lease.grantedTotal();
  }

  private void addTaken(Map<Leased, Long> used, MemoryLedgerStore.Copy copy) {
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
  }

  /** Returns what ceilings have grown by beside the verdicts. */
  private Map<String, Long> addCeilings(Map<Leased, Long> used, MemoryLedgerStore.Copy copy) {
    var grown = new HashMap<String, Long>();
    tables
        .accounts
        .all()
        .forEach((id, account) -> {
          var before = copy.accounts().get(id);
          grown.put(id, account.darkCeiling() - (before == null ? 0 : before.darkCeiling()));
        });
    tables
        .verdicts
        .all()
        .forEach((key, verdict) -> {
          if (!copy.verdicts().containsKey(key)) {
            verdict
                .ceiling()
                .forEach((account, amount) -> {
                  used.merge(new Leased(key.id(), 0, account), amount, Long::sum);
                  grown.merge(account, -amount, Long::sum);
                });
          }
        });
    grown.replaceAll((_, amount) -> Math.max(0, amount));
    return grown;
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
