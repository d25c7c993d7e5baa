package dev.tollgate.authz.credits;

/**
 * What a request is charged of which no last line will come any more, where the provider's usage so
 * far is not known either.
 */
public enum DarkPrice {
  /** Its hold, until somebody knows better. */
  HOLD,
  /** What its bytes so far tell, at most the hold; the hold where they tell nothing. */
  ESTIMATE,
  /** Nothing. */
  ZERO
}
