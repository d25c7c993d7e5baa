package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import java.util.Optional;

/**
 * The money half of the protocol. Time is abstracted to what {@link Timing} proves: a replica is
 * condemned only when it can admit nothing and nothing it admitted is still upstream. Messages may
 * be lost, doubled, late and reordered: a grant's reply stays deliverable as long as its process
 * lives, a record may be applied whenever it exists, an answer may never arrive.
 */
final class Money implements Search.Model {
  private final Rules rules;
  private final boolean inductive;
  private final boolean heals;
  private final LedgerMoves ledger;
  private final ReplicaMoves replicas;
  private final RequestMoves requests;
  private final FaultMoves faults;
  private final Invariants invariants;
  private final Healing healing;

  /**
   * @param inductive also checks I6 and I7, which say where harm will come from
   * @param heals also checks I8 and I9: from every state a fair schedule ends well
   */
  Money(Rules rules, boolean inductive, boolean heals) {
    this.rules = rules;
    this.inductive = inductive;
    this.heals = heals;
    this.ledger = new LedgerMoves(rules);
    this.replicas = new ReplicaMoves(rules);
    this.requests = new RequestMoves(rules);
    this.faults = new FaultMoves(rules);
    this.invariants = new Invariants(rules);
    this.healing = new Healing(rules);
  }

  @Override
  public byte[] initial() {
    var s = new State(rules.at, new byte[rules.at.size]);
    for (int a = 0; a < rules.at.accounts; a++) {
      s.add(Account.GRANTED, a, rules.bounds.accounts().get(a).granted());
    }
    for (var event : Event.values()) {
      s.setLeft(event, rules.bounds.times(event));
    }
    return s.bytes;
  }

  @Override
  public void successors(byte[] state, Search.Visitor visitor) {
    var s = new State(rules.at, state);
    for (int r = 0; r < rules.at.replicas; r++) {
      ledger.of(s, r, visitor);
      replicas.of(s, r, visitor);
      faults.of(s, r, visitor);
    }
    for (int i = 0; i < rules.at.requests; i++) {
      if (s.owner(i) >= 0) {
        requests.of(s, i, visitor);
      }
    }
    faults.ofTheLedger(s, visitor);
  }

  @Override
  public Optional<String> violation(byte[] state) {
    var s = new State(rules.at, state);
    var now = invariants.safety(s);
    if (now.isEmpty() && inductive) {
      now = invariants.inductive(s);
    }
    return now.isPresent() || !heals ? now : healed(s.copy());
  }

  private Optional<String> healed(State s) {
    var trap = healing.heal(s);
    return trap.isPresent() ? trap : invariants.safety(s).map(broken -> broken + " (healed)");
  }

  @Override
  public String describe(byte[] state) {
    return Description.of(new State(rules.at, state));
  }
}
