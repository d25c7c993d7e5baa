package dev.tollgate.ledger.verify;

/**
 * A claim of a row that entries, charges or leases do not bear out.
 *
 * @param invariant I1 to I4 of docs/reference/leases.md, or R1: a daily sum is that of its charges
 * @param subject the row, for example {@code account wallet:user:alice}
 * @param column of that row
 * @param expected what the others say
 * @param found what the row says
 */
public record Difference(
    String invariant, String subject, String column, String expected, String found) {
  @Override
  public String toString() {
    return "%s: %s: %s is %s, expected %s".formatted(invariant, subject, column, found, expected);
  }
}
