package dev.tollgate.ledger.model;

import static java.lang.Math.min;

import java.util.Optional;

/**
 * The clock half of the protocol: one replica, one watcher of the ledger, a network that loses,
 * delays and reorders. At each tick of real time the replica's clock advances by 3 or 4 quarters
 * and the watcher's by 4 or 5, chosen anew every time: a drift of 25 % either way, and no clocks
 * that agree. Several watchers need no model: each condemns alone, under the same rule.
 *
 * <p>Proves T1 and T2: when the ledger condemns, the replica can admit nothing and nothing that it
 * admitted is upstream.
 */
final class Timing implements Search.Model {
  /** The waiting rule with one mistake in it. */
  enum Bug {
    NONE,
    COUNT_FROM_RECEIPT,
    NO_COMPARE_AND_SET,
    IGNORE_IN_FLIGHT,
    IGNORE_DRIFT,
    NO_ANSWER_TIMEOUT
  }

  private static final int UNIT = 4;
  private static final int SLOW = 3;
  private static final int FAST = 5;

  private final Times times;
  private final int session;
  private final int wait;
  private final Bug bug;

  /**
   * Lengths in ticks of real time.
   *
   * @param session T: how long an answered heartbeat lets the replica admit
   * @param upstream Q: the longest time of a request upstream
   * @param answer d: the longest time between a decision and its answer
   */
  record Times(int session, int upstream, int answer) {
    /** W of docs/reference/leases.md, in quarters of the watcher's clock. */
    int waitSafe() {
      double real = session * (double) UNIT / SLOW + answer + upstream;
      return (int) Math.ceil(real * FAST);
    }

    /** Waits for the session alone. */
    int waitForSession() {
      return (int) Math.ceil(session * (double) UNIT / SLOW * FAST);
    }

    /** Waits for everything, but as if clocks agreed. */
    int waitWithoutDrift() {
      return (session + upstream + answer) * UNIT;
    }
  }

  /**
   * @param wait W in quarters of the watcher's clock
   */
  Timing(Times times, int wait, Bug bug) {
    this.times = times;
    this.session = times.session() * UNIT;
    this.wait = wait;
    this.bug = bug;
  }

  @Override
  public byte[] initial() {
    var c = new Clocks();
    c.age = session;
    return c.bytes();
  }

  @Override
  public void successors(byte[] state, Search.Visitor visitor) {
    var now = Clocks.of(state);
    if (now.condemned) {
      return;
    }
    for (int slow = SLOW; slow <= UNIT; slow++) {
      for (int fast = UNIT; fast <= FAST; fast++) {
        tick(Clocks.of(state), slow, fast, visitor);
      }
    }
    if (now.status[1] == Clocks.NONE) {
      send(Clocks.of(state), visitor);
    }
    for (int k = 0; k < 2; k++) {
      deliver(state, k, now.status[k], visitor);
    }
    watch(state, now, visitor);
    check(state, now, visitor);
  }

  private void tick(Clocks c, int slow, int fast, Search.Visitor visitor) {
    c.age = min(session, c.age + slow);
    for (int k = 0; k < 2; k++) {
      if (c.status[k] != Clocks.NONE) {
        c.sentAge[k] = min(session, c.sentAge[k] + slow);
      }
    }
    if (c.watcher != Clocks.BLIND) {
      c.watched = min(wait, c.watched + fast);
    }
    if (c.check > 0 && bug != Bug.NO_ANSWER_TIMEOUT) {
      c.check = c.check > times.answer() ? 0 : c.check + 1;
    }
    c.upstream = Math.max(0, c.upstream - 1);
    visitor.next(c.bytes(), "tick, replica %d/4, watcher %d/4", slow, fast);
  }

  private static void send(Clocks c, Search.Visitor visitor) {
    int k = c.status[0] == Clocks.NONE ? 0 : 1;
    c.status[k] = Clocks.SENT;
    c.sentAge[k] = 0;
    visitor.next(c.bytes(), "replica sends a heartbeat");
  }

  private void deliver(byte[] state, int k, int status, Search.Visitor visitor) {
    if (status == Clocks.NONE) {
      return;
    }
    var c = Clocks.of(state);
    if (status == Clocks.SENT) {
      c.status[k] = Clocks.COMMITTED;
      if (k == 1 && c.status[0] == Clocks.SENT) {
        c.drop(0); // an older heartbeat that arrives later changes nothing
      }
      numberChanges(c);
      visitor.next(c.bytes(), "ledger commits the heartbeat");
    } else {
      c.age = bug == Bug.COUNT_FROM_RECEIPT ? 0 : min(c.age, c.sentAge[k]);
      c.drop(k);
      if (k == 1) {
        c.drop(0);
      }
      visitor.next(c.bytes(), "replica gets the reply, age %d", c.age);
    }
    var lost = Clocks.of(state);
    lost.drop(k);
    visitor.next(lost.bytes(), "a message is lost");
  }

  /** The watcher's compare-and-set would fail now: its timer is void. */
  private void numberChanges(Clocks c) {
    if (c.watcher == Clocks.BLIND) {
      return;
    }
    if (bug == Bug.NO_COMPARE_AND_SET) {
      c.watcher = Clocks.OUTDATED;
    } else {
      c.watcher = Clocks.BLIND;
      c.watched = 0;
    }
  }

  private void watch(byte[] state, Clocks now, Search.Visitor visitor) {
    if (now.watcher != Clocks.WATCHING) {
      var c = Clocks.of(state);
      c.watcher = Clocks.WATCHING;
      c.watched = 0;
      visitor.next(c.bytes(), "watcher reads the heartbeat number");
    }
    if (now.watcher != Clocks.BLIND && now.watched >= wait) {
      var c = Clocks.of(state);
      c.condemned = true;
      visitor.next(c.bytes(), "watcher condemns");
    }
  }

  private void check(byte[] state, Clocks now, Search.Visitor visitor) {
    if (now.check == 0 && now.age < session) {
      var c = Clocks.of(state);
      c.check = 1;
      visitor.next(c.bytes(), "replica decides a Check by its lease");
    }
    if (now.check > 0) {
      var c = Clocks.of(state);
      c.check = 0;
      c.upstream = times.upstream();
      visitor.next(c.bytes(), "the answer reaches Envoy, the request goes upstream");
    }
  }

  @Override
  public Optional<String> violation(byte[] state) {
    var c = Clocks.of(state);
    if (!c.condemned) {
      return Optional.empty();
    }
    if (c.age < session || c.check > 0) {
      return Optional.of("T1 condemned while the replica may still admit");
    }
    for (int k = 0; k < 2; k++) {
      if (c.status[k] == Clocks.COMMITTED && c.sentAge[k] < session) {
        return Optional.of("T1 a reply in transit would revive a condemned replica");
      }
    }
    return c.upstream > 0
        ? Optional.of("T2 condemned while an admitted request is upstream")
        : Optional.empty();
  }

  @Override
  public String describe(byte[] state) {
    var c = Clocks.of(state);
    return "condemned %s, age %d/%d, upstream for %d more ticks"
        .formatted(c.condemned, c.age, session, c.upstream);
  }
}
