package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.ChargeRow;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.wire.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I1 to I9 of docs/reference/leases.md, and what admitted requests truly cost. */
final class SimInvariants {
  private static final int EVERY_CHARGE = 200;

  private final SimWorld world;

  SimInvariants(SimWorld world) {
    this.world = world;
  }

  /** What must hold after every step. */
  void check() {
    none(world.books.leaseProblems());
    for (var machine : world.machines) {
      checkReplica(machine);
    }
    if (world.time.steps() % EVERY_CHARGE == 0) {
      checkAll();
    }
  }

  void checkAll() {
    none(world.books.postingProblems());
    checkSpend();
  }

  /** I7: the replica counts on no more than its lease. */
  private void checkReplica(SimMachine machine) {
    var process = machine.process();
    if (process == null) {
      return;
    }
    var journal = process.journal();
    var stands = world.books.replica(journal.id());
    if (stands == null || !stands.live() || !stands.bound() || machine.onlyDrains(journal.id())) {
      return;
    }
    var replica = process.replica();
    if (!replica.historyId().equals(world.books.historyId())) {
      return;
    }
    for (var account : world.books.accounts()) {
      long counted = replica.countsOn(account, stands.watermark());
      long outstanding = world.books.outstanding(journal.id(), account);
      if (counted > outstanding) {
        throw new SimViolation(
            "I7 %s counts on %d of %s, its lease is %d"
                .formatted(machine.name, counted, account, outstanding));
      }
    }
  }

  /** I5: true spend, also what nobody sees. */
  private void checkSpend() {
    Map<String, Long> spent = new HashMap<>();
    for (var request : world.requests) {
      for (var account : request.path) {
        long amount = Vectors.countsRequests(account) ? requests(request) : spent(request);
        spent.merge(account, amount, Long::sum);
      }
    }
    for (var id : spent.keySet()) {
      var account = world.books.account(id);
      long most =
          (account == null ? 0 : account.granted() + account.darkCeiling())
              + world.restores.forgotten(id);
      if (spent.getOrDefault(id, 0L) > most) {
        throw new SimViolation(
            "I5 true spend %d > granted + dark ceiling + forgotten %d: %s"
                .formatted(spent.get(id), world.restores.forgotten(id), account));
      }
    }
  }

  /** What it used after the last line that came in time is let go by policy. */
  private long spent(SimRequest request) {
    if (request.state == SimRequest.State.UNSENT) {
      return 0;
    }
    var id = request.id();
    var charge = world.books.charge(id.replica(), id.day(), id.n());
    return charge != null && charge.evidence() == Evidence.PARTIAL
        ? Math.min(charge.cost().getNanocredits(), request.hold)
        : request.spent();
  }

  private static long requests(SimRequest request) {
    return request.state == SimRequest.State.UNSENT ? 0 : 1;
  }

  /** I8 and I9, when everything has had its time to come home. */
  void checkEnd() {
    checkAll();
    for (var id : world.books.accounts()) {
      var account = world.books.account(id);
      if (account != null && account.leased() != 0 && !world.money.hasEnded(id)) {
        throw new SimViolation("I9 a lease is stranded: " + account + world.books.lessees(id));
      }
    }
    var waiting = world.books.waitingForeignUsage();
    if (!waiting.isEmpty()) {
      throw new SimViolation("I8 usage by another road waits for good: " + waiting.getFirst());
    }
    world.requests.stream().filter(SimRequest::admitted).forEach(this::checkEnd);
  }

  private void checkEnd(SimRequest request) {
    var id = request.id();
    var charge = world.books.charge(id.replica(), id.day(), id.n());
    if (charge == null) {
      if (world.books.replica(id.replica()) == null && world.isLost(id.replica())) {
        return; // a restored ledger never heard of it, and nobody is left to tell
      }
      if (request.heard || !world.books.isCondemned(id.replica())) {
        throw new SimViolation("I8 never posted: " + id + " " + request.state);
      }
      return;
    }
    boolean exact =
        request.heard
            && charge.evidence() != Evidence.PARTIAL
            && charge.cost().getNanocredits() != request.cost;
    if (exact || (request.heard && charge.kind() == ChargeRow.Kind.DARK)) {
      throw new SimViolation("I8 cost " + request.cost + ", charged " + charge);
    }
    if (request.state == SimRequest.State.UNSENT
        && charge.cost().getNanocredits() > 0
        && charge.kind() != ChargeRow.Kind.DARK) {
      throw new SimViolation("a request that was never sent is charged: " + charge);
    }
  }

  private static void none(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new SimViolation(problems.getFirst());
    }
  }
}
