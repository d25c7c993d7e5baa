package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** What the database says about some callers, beside what the upstream saw. */
final class Books implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final String OVERSPENT =
      "SELECT count(*) FROM ledger.account WHERE id = ANY (?) AND (posted + leased > granted OR"
          + " overrun > 0)";
  private static final String CHARGES =
      "SELECT request_id, kind, cost_nanocredits FROM ledger.charge WHERE path[1] = ANY (?)";
  private static final String LEASED = "SELECT sum(leased) FROM ledger.account WHERE id = ANY (?)";

  private final Gateway gateway;
  private final String[] wallets;
  private final int servedBefore;
  private final AtomicInteger samples = new AtomicInteger();
  private final CompletableFuture<Void> sampling;
  private volatile boolean ended;

  /** One row. */
  record Charge(String request, String kind, long cost) {
    boolean isDark() {
      return kind.equals("dark");
    }

    boolean isVoid() {
      return kind.equals("void");
    }
  }

  /** From now on it looks again and again whether one of the callers is overspent. */
  Books(Gateway gateway, List<Gateway.Caller> callers) throws Exception {
    this.gateway = gateway;
    this.wallets = callers.stream().map(Gateway.Caller::wallet).toArray(String[]::new);
    this.servedBefore = gateway.served();
    this.sampling = CompletableFuture.runAsync(this::sample, Thread::startVirtualThread);
  }

  private void sample() {
    try {
      while (!ended) {
        sampleWhileConnected();
        TimeUnit.MILLISECONDS.sleep(100);
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("the accounts could not be sampled", e);
    }
  }

  private void sampleWhileConnected() throws InterruptedException, IOException {
    try (var connection = gateway.database();
        var select = connection.prepareStatement(OVERSPENT)) {
      while (!ended) {
        assertThat(number(select)).as("wallets that are overspent").isZero();
        samples.incrementAndGet();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (SQLException e) {
      // PostgreSQL was killed.
    }
  }

  private long number(PreparedStatement select) throws SQLException {
    select.setArray(1, select.getConnection().createArrayOf("text", wallets));
    try (var row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Throws if one of the callers was ever seen overspent; returns how often it was looked. */
  int requireNeverOverspent() {
    ended = true;
    sampling.join();
    return samples.get();
  }

  /** Of all the callers together. */
  long leased() throws SQLException, IOException {
    try (var connection = gateway.database();
        var select = connection.prepareStatement(LEASED)) {
      return number(select);
    }
  }

  /** Ids of the requests that reached the upstream since this began. */
  Set<String> served() throws IOException, InterruptedException {
    var ids = new HashSet<String>();
    gateway
        .upstreamRecord()
        .lines()
        .skip(servedBefore)
        .map(ID::matcher)
        .forEach(match -> {
          assertThat(match.find()).isTrue();
          ids.add(match.group(1));
        });
    return ids;
  }

  List<Charge> charges() throws SQLException, IOException {
    try (var connection = gateway.database();
        var select = connection.prepareStatement(CHARGES)) {
      select.setArray(1, connection.createArrayOf("text", wallets));
      var charges = new ArrayList<Charge>();
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          charges.add(new Charge(rows.getString(1), rows.getString(2), rows.getLong(3)));
        }
      }
      return charges;
    }
  }

  /** How many charges are of which kind. */
  static Map<String, Long> kinds(List<Charge> charges) {
    var kinds = new TreeMap<String, Long>();
    charges.forEach(charge -> kinds.merge(charge.kind(), 1L, Long::sum));
    return kinds;
  }

  @Override
  public void close() {
    ended = true;
  }
}
