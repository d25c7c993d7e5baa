package dev.tollgate.ledger.credits;

import dev.tollgate.ledger.credits.LedgerRows.Lock;
import dev.tollgate.ledger.credits.MemoryLedgerRows.Transaction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the rows of a {@link MemoryLedgerStore} do wrong, so that simulations are seen to find it:
 * those of the model's seeded bugs that are the ledger's, put between its transitions and its rows.
 */
public enum MemoryMistake {
  NONE(MemoryLedgerRows::new),
  SETTLE_AFTER_VERDICT(MemoryStateMistakes.CondemnedReports::new),
  /** Acquire grants it something. */
  CLOSED_STILL_GRANTED(t -> MemoryStateMistakes.live(Lock.FOR_KEY_SHARE, ReplicaRow.CLOSED, t)),
  DRAINING_STILL_GRANTED(t -> MemoryStateMistakes.live(Lock.FOR_KEY_SHARE, ReplicaRow.DRAINING, t)),
  /** The next Open makes it live. */
  DRAINING_REVIVED(t -> MemoryStateMistakes.live(Lock.FOR_UPDATE, ReplicaRow.DRAINING, t)),
  CLOSE_BEFORE_DRAINED(MemoryStateMistakes.NothingUnfinished::new),
  HISTORY_UNFENCED(MemoryStateMistakes.AlwaysBound::new),
  RECALL_BY_SEIZURE(MemoryAmountMistakes.Seizing::new),
  DARK_NOT_COUNTED(MemoryAmountMistakes.NoCeilingByVerdict::new),
  LATE_UNBOUNDED(MemoryAmountMistakes.LateHasRoom::new),
  RELEASE_WITHOUT_RETURN(MemoryAmountMistakes.Releasing::new),
  DRAINING_RETURNS(MemoryAmountMistakes.DrainingReleases::new),
  LATE_FREES_DARK(MemoryAmountMistakes.LateKeepsCeilings::new),
  NO_COMPARE_AND_SET(() -> MemoryStateMistakes.SeenIsBelieved.ofStore()),
  DRAINED_CHARGED_TWICE(MemoryAmountMistakes.ChargesForgotten::new),
  DRAINED_DARK_STAYS(MemoryAmountMistakes.DarkIsFinal::new);

  @SuppressWarnings("ImmutableEnumChecker") // makes rows, and keeps nothing
  private final Supplier<Function<Transaction, MemoryLedgerRows>> store;

  MemoryMistake(Function<Transaction, MemoryLedgerRows> rows) {
    this(() -> rows);
  }

  MemoryMistake(Supplier<Function<Transaction, MemoryLedgerRows>> store) {
    this.store = store;
  }

  /** Makes the rows of one store's transactions. */
  Function<Transaction, MemoryLedgerRows> ofStore() {
    return store.get();
  }
}
