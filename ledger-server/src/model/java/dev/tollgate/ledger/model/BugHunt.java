package dev.tollgate.ledger.model;

import java.util.Set;

/** The searches that find each seeded bug. */
final class BugHunt {
  private BugHunt() {}

  /** The harm itself; where no single state shows it, the dead end that a bug leads to. */
  static Money model(Bug bug) {
    return switch (bug) {
      case NO_WATERMARK,
          REPLAY_RENUMBERS,
          SETTLE_AFTER_VERDICT,
          GRANT_AS_DELTA,
          ANSWER_BEFORE_JOURNAL,
          IDENTITY_WITHOUT_JOURNAL,
          RECALL_BY_SEIZURE,
          RETURN_BEFORE_SUBTRACT,
          RESTART_FORGETS_HOLDS,
          DARK_NOT_COUNTED,
          OVERRUN_EATS_LEASE,
          LATE_UNBOUNDED,
          RELEASE_WITHOUT_RETURN ->
          harm(bug, Worlds.FAULTS);
      case LATE_FREES_DARK -> harm(bug, Worlds.NAMED);
      case ACK_BEFORE_COMMIT -> deadEnd(bug, Worlds.NO_RETURNS);
      case HISTORY_IGNORED, REPLY_OF_OLD_HISTORY -> harm(bug, Worlds.RESTORED);
      case HISTORY_UNFENCED -> harm(bug, Worlds.RESTORED_LATER);
      case TOTAL_KEPT, TRIMMED_AT_ACK -> deadEnd(bug, Worlds.RESTORED);
      case DEBT_FORGIVEN -> new Money(rules(bug, Worlds.RESTORED), true, false);
      case CLOSE_BEFORE_DRAINED, CLOSED_STILL_GRANTED, LATE_ONLY_AFTER_VERDICT ->
          deadEnd(bug, Worlds.LEAVING);
      case CLOSE_WITHOUT_LAST_SEQ, CLOSED_JOURNAL_DELETED -> deadEnd(bug, Worlds.LEAVING_RESTORED);
      case UNITS_MIXED -> harm(bug, Worlds.UNITS);
      case EXTENSION_OF_PART -> harm(bug, Worlds.BUDGET);
      case DRAINING_ADOPTED, DRAINING_STILL_GRANTED, DRAINED_CHARGED_TWICE ->
          harm(bug, Worlds.CRASHED);
      case DRAINING_REVIVED -> harm(bug, Worlds.CRASHED_AND_KILLED);
      case DRAINING_RETURNS -> harm(bug, Worlds.CRASHED_LATER);
      case DRAINED_DARK_STAYS, ALREADY_BY_NUMBER -> deadEnd(bug, Worlds.CRASHED);
    };
  }

  private static Money harm(Bug bug, Bounds bounds) {
    return new Money(rules(bug, bounds), false, false);
  }

  private static Money deadEnd(Bug bug, Bounds bounds) {
    return new Money(rules(bug, bounds), false, true);
  }

  private static Rules rules(Bug bug, Bounds bounds) {
    return new Rules(bounds, Set.of(bug));
  }
}
