package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.MemoryMistake;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The seeded bugs of the model (ledger-server/src/model), put between the real parts of the ledger
 * and of the replica. Each is found, or the simulation proves nothing.
 *
 * <p>Some take more luck than a few seeds have, or more time than the simulation gives a message.
 * What finds them in the code are tests of their own:
 *
 * <ul>
 *   <li>COUNT_FROM_RECEIPT: {@code OneThreadTest.aSessionCountsFromWhenItsHeartbeatWasSent};
 *       IGNORE_DRIFT and NO_ANSWER_TIMEOUT: {@code WatcherTest.driftingClocks...} and {@code
 *       theWaitCovers...}. A report takes no time here, and what they shorten the verdict's wait by
 *       is less than D, which it waits on top.
 *   <li>CLOSE_WITHOUT_LAST_SEQ: the ledger's {@code HistoryTest.theLastReportOfAReplica...}. Here
 *       the last report is refused for its history first.
 *   <li>NO_COMPARE_AND_SET: {@code VerdictTest.aHeartbeatThatWasSeen...}. It takes a replica that
 *       speaks again within two seconds of W.
 *   <li>DRAINING_RETURNS: {@code DrainingTest.itReturnsNothing...}; LATE_FREES_DARK: {@code
 *       VerdictTest.lateUsageThatLowers...}. They take an admission and a line of the log that are
 *       both lost, and a payer who spends his last credit just then.
 * </ul>
 */
enum SeededBug {
  NO_WATERMARK(4, StreamBugs.NoWatermark::new),
  ACK_BEFORE_COMMIT(1, StreamBugs.AckBeforeCommit::new),
  REPLAY_RENUMBERS(5, StreamBugs.ReplayRenumbers::new),
  SETTLE_AFTER_VERDICT(10, MemoryMistake.SETTLE_AFTER_VERDICT, SimFault.CUT_OFF),
  GRANT_AS_DELTA(9, LeaseBugs.GrantAsDelta::new),
  ANSWER_BEFORE_JOURNAL(1, JournalBugs.AnswerBeforeJournal::new, SimFault.KILL),
  IDENTITY_WITHOUT_JOURNAL(1, LeaseBugs.IdentityWithoutJournal::new, SimFault.DISK_LOSS),
  RECALL_BY_SEIZURE(1, MemoryMistake.RECALL_BY_SEIZURE),
  RETURN_BEFORE_SUBTRACT(1, StreamBugs.ReturnBeforeSubtract::new),
  RESTART_FORGETS_HOLDS(1, LeaseBugs.RestartForgetsHolds::new),
  DARK_NOT_COUNTED(6, MemoryMistake.DARK_NOT_COUNTED, SimFault.DISK_LOSS),
  OVERRUN_EATS_LEASE(2, StreamBugs.OverrunEatsLease::new),
  LATE_UNBOUNDED(10, MemoryMistake.LATE_UNBOUNDED, SimFault.CUT_OFF),
  RELEASE_WITHOUT_RETURN(1, MemoryMistake.RELEASE_WITHOUT_RETURN),
  HISTORY_IGNORED(2, HistoryIgnored::new, SimFault.RESTORE),
  HISTORY_UNFENCED(
      26, () -> new JournalBugs.HistoryNotNamed(MemoryMistake.HISTORY_UNFENCED), SimFault.RESTORE),
  REPLY_OF_OLD_HISTORY(8, LeaseBugs.ReplyOfOldHistory::new, SimFault.RESTORE),
  TOTAL_KEPT(10, LeaseBugs.TotalKept::new, SimFault.RESTORE),
  DEBT_FORGIVEN(1, LeaseBugs.DebtForgiven::new, SimFault.RESTORE),
  TRIMMED_AT_ACK(26, JournalBugs.TrimmedAtAck::new),
  CLOSE_BEFORE_DRAINED(8, MemoryMistake.CLOSE_BEFORE_DRAINED, SimFault.STOP),
  CLOSED_STILL_GRANTED(8, MemoryMistake.CLOSED_STILL_GRANTED, SimFault.STOP),
  LATE_ONLY_AFTER_VERDICT(
      36, StreamBugs.LateOnlyAfterVerdict::new, SimFault.STOP, SimFault.READER_PAUSE),
  CLOSED_JOURNAL_DELETED(6, JournalBugs.ClosedJournalDeleted::new, SimFault.STOP, SimFault.RESTORE),
  UNITS_MIXED(1, StreamBugs.UnitsMixed::new),
  EXTENSION_OF_PART(2, StreamBugs.ExtensionOfPart::new),
  DRAINING_ADOPTED(1, JournalBugs.DrainingAdopted::new, SimFault.HOST_CRASH),
  DRAINING_STILL_GRANTED(1, JournalBugs.DrainingStillGranted::new, SimFault.HOST_CRASH),
  DRAINING_REVIVED(1, JournalBugs.DrainingRevived::new, SimFault.HOST_CRASH),
  DRAINED_CHARGED_TWICE(1, MemoryMistake.DRAINED_CHARGED_TWICE, SimFault.HOST_CRASH),
  DRAINED_DARK_STAYS(
      45, MemoryMistake.DRAINED_DARK_STAYS, SimFault.HOST_CRASH, SimFault.READER_PAUSE),
  ALREADY_BY_NUMBER(
      7, JournalBugs.AlreadyByNumber::new, SimFault.HOST_CRASH, SimFault.READER_PAUSE),
  IGNORE_IN_FLIGHT(21, JournalBugs.IgnoreInFlight::new, SimFault.CUT_OFF);

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
