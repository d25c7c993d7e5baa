package dev.tollgate.authz.credits;

import java.util.concurrent.CompletionStage;

/** Asks the ledger what an account holds. */
public interface Balances {
  /**
   * The account's balance now; zeros for an account that does not exist. Never blocks; fails with
   * an {@link java.io.IOException} when the ledger cannot be asked. Completes on some other thread.
   */
  CompletionStage<AccountBalance> read(String account);
}
