package dev.tollgate.authz.usage;

import java.util.Objects;

/**
 * How far {@code foreign.jsonl} is forwarded. May lag, never leads: what is forwarded again changes
 * nothing.
 *
 * @param historyId of the ledger that has it
 */
record ForeignPosition(long offset, String historyId) {
  static final ForeignPosition START = new ForeignPosition(0, "");

  ForeignPosition {
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be 0 or more, but is " + offset);
    }
    Objects.requireNonNull(historyId, "historyId");
  }
}
