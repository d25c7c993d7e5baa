package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.MemoryMistake;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The seeded bugs of the model (ledger-server/src/model), put between the real parts of the ledger
 * and of the replica. Each is found, or the simulation proves nothing. LATE_FREES_DARK alone takes
 * more luck than seeds have: the ledger's {@code LateFreesDarkTest} plays its shortest history.
 */
enum SeededBug {
  NO_WATERMARK(1, StreamBugs.NoWatermark::new),
  ACK_BEFORE_COMMIT(1, StreamBugs.AckBeforeCommit::new),
  REPLAY_RENUMBERS(1, StreamBugs.ReplayRenumbers::new),
  SETTLE_AFTER_VERDICT(1, MemoryMistake.SETTLE_AFTER_VERDICT, SimFault.CUT_OFF),
  GRANT_AS_DELTA(1, LeaseBugs.GrantAsDelta::new),
  ANSWER_BEFORE_JOURNAL(1, JournalBugs.AnswerBeforeJournal::new, SimFault.KILL),
  IDENTITY_WITHOUT_JOURNAL(1, LeaseBugs.IdentityWithoutJournal::new, SimFault.DISK_LOSS),
  RECALL_BY_SEIZURE(1, MemoryMistake.RECALL_BY_SEIZURE),
  RETURN_BEFORE_SUBTRACT(1, StreamBugs.ReturnBeforeSubtract::new),
  RESTART_FORGETS_HOLDS(1, LeaseBugs.RestartForgetsHolds::new),
  DARK_NOT_COUNTED(1, MemoryMistake.DARK_NOT_COUNTED, SimFault.DISK_LOSS),
  OVERRUN_EATS_LEASE(1, StreamBugs.OverrunEatsLease::new),
  LATE_UNBOUNDED(1, MemoryMistake.LATE_UNBOUNDED, SimFault.CUT_OFF),
  RELEASE_WITHOUT_RETURN(1, MemoryMistake.RELEASE_WITHOUT_RETURN),
  HISTORY_IGNORED(19, HistoryIgnored::new, SimFault.RESTORE),
  HISTORY_UNFENCED(
      8, () -> new JournalBugs.HistoryNotNamed(MemoryMistake.HISTORY_UNFENCED), SimFault.RESTORE),
  /** Not the model's, in which nobody speaks who is not open in the present history. */
  HISTORY_NOT_NAMED(
      75,
      () -> new JournalBugs.HistoryNotNamed(MemoryMistake.NONE),
      SimFault.RESTORE,
      SimFault.CUT_OFF),
  REPLY_OF_OLD_HISTORY(7, LeaseBugs.ReplyOfOldHistory::new, SimFault.RESTORE),
  TOTAL_KEPT(2, LeaseBugs.TotalKept::new, SimFault.RESTORE),
  DEBT_FORGIVEN(1, LeaseBugs.DebtForgiven::new, SimFault.RESTORE),
  TRIMMED_AT_ACK(29, JournalBugs.TrimmedAtAck::new),
  CLOSE_BEFORE_DRAINED(18, MemoryMistake.CLOSE_BEFORE_DRAINED, SimFault.STOP),
  CLOSED_STILL_GRANTED(3, MemoryMistake.CLOSED_STILL_GRANTED, SimFault.STOP),
  LATE_ONLY_AFTER_VERDICT(
      10, StreamBugs.LateOnlyAfterVerdict::new, SimFault.STOP, SimFault.READER_PAUSE),
  CLOSE_WITHOUT_LAST_SEQ(
      2, JournalBugs.CloseWithoutLastSeq::new, SimFault.STOP, SimFault.READER_PAUSE),
  CLOSED_JOURNAL_DELETED(1, JournalBugs.ClosedJournalDeleted::new, SimFault.STOP, SimFault.RESTORE),
  UNITS_MIXED(1, StreamBugs.UnitsMixed::new),
  EXTENSION_OF_PART(1, StreamBugs.ExtensionOfPart::new),
  DRAINING_ADOPTED(1, JournalBugs.DrainingAdopted::new, SimFault.HOST_CRASH),
  DRAINING_STILL_GRANTED(1, JournalBugs.DrainingStillGranted::new, SimFault.HOST_CRASH),
  DRAINING_REVIVED(1, JournalBugs.DrainingRevived::new, SimFault.HOST_CRASH),
  DRAINING_RETURNS(84, MemoryMistake.DRAINING_RETURNS, SimFault.HOST_CRASH),
  DRAINED_CHARGED_TWICE(1, MemoryMistake.DRAINED_CHARGED_TWICE, SimFault.HOST_CRASH),
  DRAINED_DARK_STAYS(
      15, MemoryMistake.DRAINED_DARK_STAYS, SimFault.HOST_CRASH, SimFault.READER_PAUSE),
  ALREADY_BY_NUMBER(
      2, JournalBugs.AlreadyByNumber::new, SimFault.HOST_CRASH, SimFault.READER_PAUSE),
  COUNT_FROM_RECEIPT(7, TimingBugs.CountFromReceipt::new, SimFault.CUT_OFF),
  NO_COMPARE_AND_SET(22, MemoryMistake.NO_COMPARE_AND_SET, SimFault.CUT_OFF),
  IGNORE_IN_FLIGHT(1, TimingBugs.IgnoreInFlight::new, SimFault.CUT_OFF),
  IGNORE_DRIFT(17, TimingBugs.IgnoreDrift::new, SimFault.CUT_OFF),
  NO_ANSWER_TIMEOUT(94, TimingBugs.NoAnswerTimeout::new, SimFault.CUT_OFF);

  private final long seed;

  @SuppressWarnings("ImmutableEnumChecker") // makes seams, and keeps nothing
  private final Supplier<SimSeams> seams;

  @SuppressWarnings("ImmutableEnumChecker") // by Set.of
  private final Set<SimFault> focus;

  SeededBug(long seed, Supplier<SimSeams> seams, SimFault... focus) {
    this.seed = seed;
    this.seams = seams;
    this.focus = Set.of(focus);
  }

  SeededBug(long seed, MemoryMistake mistake, SimFault... focus) {
    this(seed, () -> new JournalBugs.OfRows(mistake), focus);
  }

  /** What must go wrong for the mistake to show. */
  Set<SimFault> focus() {
    return focus;
  }

  /** A seed that finds it soon; with luck, after a change of the simulation another one does. */
  long seed() {
    return seed;
  }

  SimSeams seams() {
    return seams.get();
  }
}
