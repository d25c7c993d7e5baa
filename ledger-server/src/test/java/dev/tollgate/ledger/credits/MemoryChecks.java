package dev.tollgate.ledger.credits;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The constraints of the ledger's tables: what PostgreSQL refuses, with its SQLSTATE. */
final class MemoryChecks {
  static final String CHECK_VIOLATION = "23514";
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String FOREIGN_KEY_VIOLATION = "23503";

  private MemoryChecks() {}

  static void account(AccountRow a) throws SQLException {
    check(
        a.leased() >= 0 && a.claimed() >= 0 && a.posted() + a.leased() <= a.granted() + a.overrun(),
        "i1",
        a);
    check(
        a.expiring() >= 0
            && a.lapsed() >= 0
            && a.lapsed() <= a.claimed()
            && a.expiring() + a.lapsed() <= Math.max(0, a.balance()),
        "dated",
        a);
    check(
        a.granted() >= 0 && a.overrun() >= 0 && a.darkCeiling() >= 0 && a.writtenOff() >= 0,
        "a column below zero",
        a);
  }

  static void lease(LeaseRow lease) throws SQLException {
    check(lease.outstanding() >= 0, "lease_outstanding_check", lease);
  }

  static void charge(ChargeRow charge) throws SQLException {
    boolean positive =
        charge.cost().getNanocredits() >= 0
            && charge.cost().getRequests() >= 0
            && charge.taken().getNanocredits() >= 0
            && charge.taken().getRequests() >= 0
            && charge.extension().getNanocredits() >= 0
            && charge.extension().getRequests() >= 0;
    check(positive, "an amount of the charge", charge);
  }

  static void entry(Entry entry) throws SQLException {
    check(
        entry.amount() != 0
            && entry.seq() >= 1
            && entry.balanceAfter() == entry.balanceBefore() + entry.amount(),
        "an entry",
        entry);
  }

  static void absent(@Nullable Object there, Object row) throws SQLException {
    if (there != null) {
      throw new SQLException("there is such a row: " + row, UNIQUE_VIOLATION);
    }
  }

  static void exists(boolean there, Object row) throws SQLException {
    if (!there) {
      throw new SQLException("what this row refers to is not there: " + row, FOREIGN_KEY_VIOLATION);
    }
  }

  private static void check(boolean holds, String constraint, Object row) throws SQLException {
    if (!holds) {
      throw new SQLException("violates \"" + constraint + "\": " + row, CHECK_VIOLATION);
    }
  }
}
