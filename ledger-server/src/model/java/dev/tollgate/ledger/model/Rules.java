package dev.tollgate.ledger.model;

import java.util.EnumSet;
import java.util.Set;

/** The run that all parts of the model work on: its bounds, and the mistakes in the protocol. */
final class Rules {
  final Bounds bounds;
  final Layout at;
  private final Set<Bug> bugs;

  /** Whether leases may run out of what their replicas believe: then no record takes more. */
  private final boolean capped;

  Rules(Bounds bounds, Set<Bug> bugs) {
    this.bounds = bounds;
    this.at = new Layout(bounds);
    this.bugs = EnumSet.noneOf(Bug.class);
    this.bugs.addAll(bugs);
    this.capped =
        bounds.allows(Event.RESTORE)
            || bounds.allows(Event.HOST_CRASH)
            || has(Bug.SETTLE_AFTER_VERDICT)
            || has(Bug.RECALL_BY_SEIZURE)
            || has(Bug.NO_WATERMARK)
            || has(Bug.REPLAY_RENUMBERS);
  }

  boolean has(Bug bug) {
    return bugs.contains(bug);
  }

  /** Elsewhere a lease below zero is a violation, so that the cap hides nothing. */
  boolean capped() {
    return capped;
  }
}
