package dev.tollgate.authz.credits;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks the ledger what a request was charged. */
public interface RequestCosts {
  /**
   * The charge of a request that the account paid for, if there is one yet. Never blocks; fails
   * when the ledger cannot be asked within a moment. Completes on some other thread.
   */
  CompletionStage<Optional<RequestCost>> read(String account, String requestId);
}
