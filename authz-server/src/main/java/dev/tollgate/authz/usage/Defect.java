package dev.tollgate.authz.usage;

import java.util.Locale;

/** What is wrong with a line, or with what a provider said in one: the label of its metric. */
enum Defect {
  /** A line without its beginning or its end: its writer died, or its volume was full. */
  TORN,
  /** Longer than a line may be. */
  OVERLONG,
  NOT_JSON,
  /** Of a version that this reader does not know. */
  VERSION,
  /** A member that settlement rests on is missing or of another type. */
  MEMBER,
  /** What the decision wrote down for settlement elsewhere is malformed. */
  SETTLEMENT,

  /** A count below zero. */
  NEGATIVE,
  /** A count that no request could have, or none that is finite. */
  ABSURD,
  /** A count that is no whole number. */
  FRACTION,
  /** A count that is no number. */
  TYPE,
  /** One half of the counts is not there. */
  MISSING,
  /** Counts that cannot be true together. */
  CONTRADICTION;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
