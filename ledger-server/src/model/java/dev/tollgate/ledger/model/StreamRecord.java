package dev.tollgate.ledger.model;

/** A stream record of a journal in one byte: what it is, and the request or amount it is about. */
final class StreamRecord {
  static final int SETTLE = 1;
  static final int DARK = 2;
  static final int CORRECT = 3;
  static final int NAMED = 4;

  /** The first account's; the next account's is one more. */
  static final int RETURN = 5;

  private StreamRecord() {}

  static int of(int kind, int argument) {
    return kind << 4 | argument;
  }

  static int ofReturn(int account, int amount) {
    return of(RETURN + account, amount);
  }

  static int kind(int record) {
    return record >> 4;
  }

  /** The request, or the amount of a return. */
  static int argument(int record) {
    return record & 15;
  }

  static boolean isReturn(int record) {
    return kind(record) >= RETURN;
  }

  static int account(int record) {
    return kind(record) - RETURN;
  }

  static String describe(int record) {
    return switch (kind(record)) {
      case SETTLE -> "settle x" + argument(record);
      case DARK -> "dark x" + argument(record);
      case CORRECT -> "correct x" + argument(record);
      case NAMED -> "opened x" + argument(record);
      default -> "return " + argument(record) + " of a" + account(record);
    };
  }
}
