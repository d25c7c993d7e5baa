package dev.tollgate.ledger.verify;

import dev.tollgate.ledger.db.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Verifies the books when asked, and by a timer once an interval over all servers of a ledger.
 * Every server shows what came of the newest verification, whoever ran it.
 */
public final class Verifier {
  private final JdbcVerification verification;
  private final JdbcVerifications verifications;
  private final VerificationMetrics metrics;
  private final Duration interval;
  private final InstantSource clock;

  /**
   * One ledger's.
   *
   * @param interval between the timer's verifications; longer where one takes long
   */
  public Verifier(
      Transactions transactions,
      VerificationMetrics metrics,
      Duration interval,
      InstantSource clock) {
    this.verification = new JdbcVerification(transactions);
    this.verifications = new JdbcVerifications(transactions);
    this.metrics = metrics;
    this.interval = interval;
    this.clock = clock;
  }

  /** Verifies now, beside whoever else does. */
  public JdbcVerification.Result run() throws SQLException {
    var started = clock.instant();
    var result = verification.run();
    ended(started, result);
    return result;
  }

  /**
   * The timer's turn: verifies if the newest verification is old enough and no other server is at
   * it, and shows the newest one.
   *
   * @return whether this server verified
   */
  public boolean runIfDue() throws SQLException {
    var started = clock.instant();
    var result = isDue() ? verification.runAlone() : null;
    if (result == null) {
      show(verifications.newest());
      return false;
    }
    ended(started, result);
    return true;
  }

  private void ended(Instant started, JdbcVerification.Result result) throws SQLException {
    metrics.found(result);
    var took = Duration.between(started, clock.instant());
    verifications.ended(started, took, result.differences().size());
    show(verifications.newest());
  }

  private boolean isDue() throws SQLException {
    var due = verifications.newest().dueAt(interval);
    return due == null || !due.isAfter(clock.instant());
  }

  private void show(JdbcVerifications.Newest newest) {
    metrics.newest(newest, newest.dueAt(interval));
  }
}
