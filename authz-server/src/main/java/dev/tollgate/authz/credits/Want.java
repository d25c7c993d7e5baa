package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.Amounts;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * What one caller lacks on its path: an entry of the next Acquire.
 *
 * @param shortfall what must be granted; zero only asks for the state of the accounts
 * @param again whether it was asked for already, and found leased elsewhere or held in flight
 * @param gone whether the caller has left: it is then not asked for
 * @param answer called once, on some thread of the ledger's channel; must not block
 */
record Want(
    List<String> path,
    Amounts shortfall,
    boolean again,
    BooleanSupplier gone,
    Consumer<Answer> answer) {
  Want(List<String> path, Amounts shortfall, BooleanSupplier gone, Consumer<Answer> answer) {
    this(path, shortfall, false, gone, answer);
  }

  Want onceMore() {
    return new Want(path, shortfall, true, gone, answer);
  }

  /** What the ledger said. */
  sealed interface Answer {
    /**
     * The shortfall is the caller's, on every account of its path.
     *
     * @param wallet the path's first account, as far as the ledger told
     * @param leases those that it was taken from
     */
    record Granted(AccountState wallet, Leases leases) implements Answer {}

    record HeldElsewhere(String account) implements Answer {}

    record Never(String account, AccountState state) implements Answer {}

    record Failed(String reason) implements Answer {}
  }
}
