package dev.tollgate.authz.credits;

import java.util.function.Consumer;

/** The side of the lease book that Check sees. */
public interface Reservations {
  /**
   * Holds credit for one request. Called on an event loop; calls back exactly once, on the same
   * loop, possibly before this returns. Never blocks.
   */
  Pending reserve(HoldRequest request, Consumer<HoldOutcome> callback);

  /** A hold that was asked for. */
  interface Pending {
    /**
     * The caller has gone before its answer could count: the hold is given back, now or as soon as
     * it exists. Any thread; repeating it changes nothing. The callback may still come.
     */
    void cancel();
  }
}
