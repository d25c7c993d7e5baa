package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Subject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What the ledger is measured against: each charge a transaction of its own, which a client steps
 * through: BEGIN; SELECT ... FOR UPDATE; INSERT; UPDATE; COMMIT. Its rows are as small as they can
 * be, and a unique request id keeps it from charging twice.
 */
final class Interactive implements AutoCloseable {
  private static final String SCHEMA =
      """
      CREATE SCHEMA interactive;
      CREATE TABLE interactive.account (id text PRIMARY KEY, balance bigint NOT NULL);
      CREATE TABLE interactive.charge (
        request_id text PRIMARY KEY,
        account    text NOT NULL,
        cost       bigint NOT NULL,
        at         timestamptz NOT NULL DEFAULT now()
      );
      INSERT INTO interactive.account VALUES ('hot', 1000000000000000000);
      """;
  private static final String LOCK =
      "SELECT balance FROM interactive.account WHERE id = ? FOR UPDATE";
  private static final String INSERT =
      "INSERT INTO interactive.charge (request_id, account, cost) VALUES (?, ?, ?)";
  private static final String UPDATE = "UPDATE interactive.account SET balance = ? WHERE id = ?";
  private static final String ACCOUNT = "hot";
  private static final long COST = 1_000;

  private final List<Connection> connections = new ArrayList<>();

  private Interactive() {}

  static Interactive start(Subject subject, int size) throws IOException {
    var interactive = new Interactive();
    try (var connection = subject.database();
        var create = connection.createStatement()) {
      create.execute(SCHEMA);
      for (int i = 0; i < size; i++) {
        var own = subject.database();
        interactive.connections.add(own);
        own.setAutoCommit(false);
      }
      return interactive;
    } catch (SQLException e) {
      interactive.close();
      throw new IOException("the interactive transactions cannot be prepared", e);
    }
  }

  /** All connections charge one account, as fast as they can. */
  Way hot(String name) {
    return new Way() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Done charge(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        return Lanes.run(connections.stream().map(connection -> lane(connection, end)).toList());
      }
    };
  }

  private static Lanes.Lane lane(Connection connection, long end) {
    return lanes -> {
      try (var lock = connection.prepareStatement(LOCK);
          var insert = connection.prepareStatement(INSERT);
          var update = connection.prepareStatement(UPDATE)) {
        while (System.nanoTime() - end < 0) {
          long begun = System.nanoTime();
          long balance = lock(lock);
          insert(insert);
          update(update, balance - COST);
          connection.commit();
          lanes.acknowledged(1, begun);
        }
      }
    };
  }

  private static long lock(PreparedStatement lock) throws SQLException {
    lock.setString(1, ACCOUNT);
    try (var row = lock.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void insert(PreparedStatement insert) throws SQLException {
    insert.setString(1, UUID.randomUUID().toString());
    insert.setString(2, ACCOUNT);
    insert.setLong(3, COST);
    insert.executeUpdate();
  }

  private static void update(PreparedStatement update, long balance) throws SQLException {
    update.setLong(1, balance);
    update.setString(2, ACCOUNT);
    update.executeUpdate();
  }

  @Override
  public void close() throws IOException {
    try {
      for (var connection : connections) {
        connection.close();
      }
    } catch (SQLException e) {
      throw new IOException("a connection cannot be closed", e);
    }
  }
}
