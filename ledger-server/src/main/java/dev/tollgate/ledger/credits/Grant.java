package dev.tollgate.ledger.credits;

/** The answer to one path of wants; later declared is more final, and the most final wins. */
public sealed interface Grant {
  record Granted() implements Grant {}

  /** Leased elsewhere or held in flight. */
  record HeldElsewhere(String account) implements Grant {}

  record Closed(String account) implements Grant {}

  /** Not with the money there is. */
  record Never(String account) implements Grant {}

  /** How final the answer is: on a path, the highest counts. */
  default int finality() {
    return switch (this) {
      case Granted() -> 0;
      case HeldElsewhere(var account) -> 1;
      case Closed(var account) -> 2;
      case Never(var account) -> 3;
    };
  }
}
