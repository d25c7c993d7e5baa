package dev.tollgate.e2e;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Reads a caller's account in the database again and again while requests run. */
final class WalletSamples implements AutoCloseable {
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> sampling;
  private volatile boolean ended;

  /** An account as it was at an instant. */
  record Sample(long granted, long posted, long leased) {
    boolean covered() {
      return posted + leased <= granted;
    }
  }

  WalletSamples(Gateway gateway, Gateway.Caller caller) {
    sampling =
        CompletableFuture.runAsync(() -> sample(gateway, caller), Thread::startVirtualThread);
  }

  private void sample(Gateway gateway, Gateway.Caller caller) {
    var sql = "SELECT granted, posted, leased FROM ledger.account WHERE id = ?";
    try (Connection connection = gateway.database();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, caller.wallet());
      while (!ended) {
        try (var row = select.executeQuery()) {
          if (row.next()) {
            samples.add(new Sample(row.getLong(1), row.getLong(2), row.getLong(3)));
          }
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (SQLException | IOException | InterruptedException e) {
      throw new IllegalStateException("the account could not be sampled", e);
    }
  }

  /** Ends the sampling; throws what it failed with. */
  List<Sample> end() {
    ended = true;
    sampling.join();
    return List.copyOf(samples);
  }

  @Override
  public void close() {
    ended = true;
  }
}
