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
  private final InstantSource clock;

  public Verifier(Transactions transactions, VerificationMetrics metrics, InstantSource clock) {
    this.verification = new JdbcVerification(transactions);
    this.verifications = new JdbcVerifications(transactions);
    this.metrics = metrics;
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
   * The timer's turn: verifies if the newest verification is an interval old and no other server is
   * at it, and shows the newest one.
   *
   * @return whether this server verified
   */
  public boolean runIfDue(Duration interval) throws SQLException {
    var started = clock.instant();
    var result = isDue(interval) ? verification.runAlone() : null;
    if (result == null) {
      metrics.newest(verifications.newest());
      return false;
    }
    ended(started, result);
    return true;
  }

  private void ended(Instant started, JdbcVerification.Result result) throws SQLException {
    metrics.found(result);
    verifications.ended(started, result.differences().size());
    metrics.newest(verifications.newest());
  }

  private boolean isDue(Duration interval) throws SQLException {
    var newest = verifications.newest().startedAt();
    return newest == null || !newest.plus(interval).isAfter(clock.instant());
  }
}
