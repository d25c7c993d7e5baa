package dev.tollgate.pricing;

/** How sure a settlement is of its cost. */
public enum Evidence {
  /** The provider's own final usage. */
  EXACT,
  /** The provider's running usage of an answer that was cut. */
  PARTIAL,
  /** Computed from something other than the provider's usage. */
  ESTIMATED,
  /** A price per request: no usage is needed. */
  FIXED,
  /** Nothing reported: the whole hold is charged until usage arrives. */
  DARK,
  /** The provider answered with an error before any output: no charge, by policy. */
  ZERO,
  /** The request was never sent to the provider. */
  VOID,
  /** The provider answered but reported no usage: the hold, a true upper bound, is the charge. */
  BOUND
}
