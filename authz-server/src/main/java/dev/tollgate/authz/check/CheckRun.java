package dev.tollgate.authz.check;

import dev.tollgate.authz.credits.Reservations.Pending;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Check on its way. It begins denied: it is answered at most once, and the hold that was asked
 * for survives only if the answer that left is the one that it was made for. Every other end (a
 * refusal, a caller that left, a deadline, a failure) gives the hold back, also one that is
 * admitted later. Any thread.
 */
final class CheckRun {
  private static final Logger LOG = LoggerFactory.getLogger(CheckRun.class);

  private enum State {
    OPEN,
    /** An allowing answer has left. */
    ALLOWED,
    /** Refused, abandoned or failed: no hold may stay. */
    CLOSED
  }

  private final RequestFacts facts;
  private final Executor home;
  private final Caller caller;
  private final long startedNanos;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private volatile @Nullable Pending pending;
  private volatile @Nullable String usedKey;

  /** Who asked. One of the methods is called, once. */
  interface Caller {
    /** Takes the decision. */
    void answer(CheckRun run, Decision decision);

    /** Has left before there was one. */
    void left(CheckRun run);
  }

  /**
   * Begins a run.
   *
   * @param home runs tasks on the call's own event loop
   * @param startedNanos on the clock that deadlines are read from
   */
  CheckRun(RequestFacts facts, Executor home, long startedNanos, Caller caller) {
    this.facts = facts;
    this.home = home;
    this.startedNanos = startedNanos;
    this.caller = caller;
  }

  RequestFacts facts() {
    return facts;
  }

  long startedNanos() {
    return startedNanos;
  }

  boolean ended() {
    return state.get() != State.OPEN;
  }

  /** Takes note of the key that the request was let in with, whatever becomes of it. */
  void letIn(String keyId) {
    usedKey = facts.phase() == RequestFacts.Phase.FULL ? keyId : null;
  }

  /**
   * The key that the request was let in with; null if it was not, or if it will be asked about
   * again: a request is one use.
   */
  @Nullable String usedKey() {
    return usedKey;
  }

  /** Answers, unless the run has ended. */
  void answer(Decision decision) {
    var next =
        switch (decision) {
          case Denied _ -> State.CLOSED;
          case Decision.Allowed _ -> State.ALLOWED;
        };
    if (!state.compareAndSet(State.OPEN, next)) {
      return;
    }
    try {
      caller.answer(this, decision);
    } catch (RuntimeException | Error e) {
      state.set(State.CLOSED);
      LOG.error("a Check could not be answered; its caller gets 503 from Envoy", e);
    }
    giveBackUnlessAllowed();
  }

  /**
   * The caller left, or its answer could not be sent. An answer that was handed over but has not
   * left whole does not count either: Envoy acts on nothing but a complete one.
   */
  void abandon() {
    if (state.getAndSet(State.CLOSED) == State.OPEN) {
      caller.left(this);
    }
    giveBackUnlessAllowed();
  }

  /** Takes note of a hold that was asked for; gives it back at once if it came too late. */
  void asked(Pending hold) {
    pending = hold;
    giveBackUnlessAllowed();
  }

  private void giveBackUnlessAllowed() {
    var hold = pending;
    if (hold != null && state.get() == State.CLOSED) {
      hold.cancel();
    }
  }

  /** Goes on with a step on the call's own event loop; whatever it throws is a refusal. */
  void proceed(Runnable step) {
    try {
      home.execute(() -> guarded(step));
    } catch (RuntimeException loopIsClosed) {
      fail(loopIsClosed);
    }
  }

  /** Runs a step; whatever it throws is a refusal. */
  void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    LOG.error("a Check failed and is denied: request {}", facts.requestId(), cause);
    answer(Denied.of(Denial.INTERNAL));
  }
}
