package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.wire.Vectors;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ledger in memory answers, refuses and keeps what the ledger on PostgreSQL does. */
final class MemoryLedgerStoreTest {
  private static final int STEPS = 250;

  /** In the windows of the script, as the fixture's clock is. */
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final class InMemory extends LedgerSide {
    private final MemoryLedgerStore memory;
    private final MemoryMovements movements;

    InMemory(MemoryLedgerStore memory) {
      super(
          memory,
          new Ledger(memory, LedgerFixture::catalog, () -> NOW),
          new Endings(memory, LedgerFixture::catalog),
          new Limits(memory, () -> NOW));
      this.memory = memory;
      this.movements = new MemoryMovements(memory);
    }

    @Override
    void move(String key, String account, long amount) throws SQLException {
      if (amount > 0) {
        movements.grant(key, account, amount);
      } else {
        movements.withdraw(key, account, -amount);
      }
    }

    @Override
    void forgetScarcity() {
      memory.tables().scarce.all().clear();
    }

    @Override
    List<String> postings() {
      var lines = new ArrayList<String>();
      memory.tables().charges.all().forEach((key, c) -> lines.add(line(key.replica(), c)));
      memory.tables().entries.rows().forEach(e -> lines.add(line(e)));
      return lines.stream().sorted().toList();
    }

    private static String line(UUID replica, ChargeRow c) {
      var values =
          List.of(
              replica,
              c.admission().getN(),
              c.seq(),
              c.kind(),
              c.evidence(),
              c.cost().getNanocredits(),
              c.cost().getRequests(),
              c.taken().getNanocredits(),
              c.taken().getRequests(),
              c.extension().getNanocredits(),
              String.valueOf(JdbcCharges.reportedNanocredits(c)),
              Vectors.spend(c.admission().getHold()),
              Vectors.spend(c.cost()),
              Vectors.spend(c.taken()),
              c.balanceBefore(),
              c.balanceAfter(),
              c.late().isEmpty() ? "[]" : c.late(),
              c.writtenOff().isEmpty() ? "[]" : c.writtenOff());
      return "charge " + values.toString().toLowerCase(java.util.Locale.ROOT);
    }

    private static String line(Entry e) {
      var values =
          List.of(
              e.account(),
              e.seq(),
              e.kind(),
              e.amount(),
              e.contra(),
              e.balanceBefore(),
              e.balanceAfter(),
              e.cause());
      return "entry " + values.toString().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private static final class OnPostgres extends LedgerSide {
    private final LedgerFixture fixture;

    OnPostgres(LedgerFixture fixture) {
      super(fixture.store, fixture.ledger, fixture.endings, fixture.limits);
      this.fixture = fixture;
    }

    @Override
    void move(String key, String account, long amount) throws SQLException {
      if (amount > 0) {
        fixture.grant(account, amount, key);
      } else {
        fixture.withdraw(account, -amount, key);
      }
    }

    @Override
    void forgetScarcity() throws SQLException {
      fixture.sql("UPDATE ledger.account SET scarce_until = NULL");
    }

    @Override
    List<String> postings() throws SQLException {
      return fixture.transactions.read(connection -> {
        var sql =
            """
            SELECT 'charge [' || concat_ws(', ', replica, n, seq, kind, evidence, cost_nanocredits, cost_requests,
              taken_nanocredits, taken_requests, extension_nanocredits, coalesce(reported_nanocredits::text, 'null'),
              coalesce(hold_spend, hold_nanocredits), coalesce(cost_spend, cost_nanocredits),
              coalesce(taken_spend, taken_nanocredits),
              balance_before, balance_after,
              '[' || array_to_string(late, ', ') || ']', '[' || array_to_string(written_off, ', ') || ']') || ']'
            FROM ledger.charge
            UNION ALL
            SELECT 'entry [' || concat_ws(', ', account, seq, kind, amount, contra, balance_before, balance_after, cause)
              || ']'
            FROM ledger.entry
            """;
        var lines = new ArrayList<String>();
        try (var select = connection.prepareStatement(sql);
            var rows = select.executeQuery()) {
          while (rows.next()) {
            lines.add(rows.getString(1));
          }
        }
        return lines.stream().sorted().toList();
      });
    }
  }

  private static InMemory inMemory() {
    return new InMemory(new MemoryLedgerStore(new Random(1), InstantSource.system()));
  }

  private static Object outcome(LedgerScript.Step step, LedgerSide side) throws Exception {
    try {
      return step.take(side).toString();
    } catch (StreamRefused refused) {
      return refused.reason();
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theSameStepsComeToTheSameAndLeaveTheSameRows(long seed) throws Exception {
    try (var fixture = new LedgerFixture()) {
      var postgres = new OnPostgres(fixture);
      var memory = inMemory();
      var script = new LedgerScript(new Random(seed));
      for (int i = 0; i < STEPS; i++) {
        var step = script.next(memory);
        assertThat(outcome(step, memory)).as("step " + i).isEqualTo(outcome(step, postgres));
        if (i % 5 == 0) {
          memory.forgetScarcity();
          postgres.forgetScarcity();
          assertThat(memory.dump(script.replicas())).isEqualTo(postgres.dump(script.replicas()));
        }
      }
      assertThat(memory.dump(script.replicas())).isEqualTo(postgres.dump(script.replicas()));
      assertThat(fixture.verification.run().differences())
          .as("daily sums are those of the charges")
          .noneMatch(difference -> difference.invariant().equals("R1"));
    }
  }

  @Test
  void whatFailsLeavesNothingAndToldNothing() throws Exception {
    var memory = inMemory();
    memory.move("in", "wallet:user:s", 100);
    var before = memory.dump(List.of());
    memory.memory.takeNews();
    var replica = new ReplicaId(new UUID(0, 1), 0, 1, "authz-1");
    var accounts = memory.store.read(rows -> rows.lockAccounts(LedgerScript.ACCOUNTS));
    assertThatThrownBy(() ->
            memory.store.run(rows -> {
              rows.addReplica(replica, "boot");
              var more = accounts.values().iterator().next().grant(5);
              rows.saveAccounts(accounts, Map.of(more.id(), more));
              rows.newHistory();
              throw new SQLException("no");
            }))
        .hasMessage("no");
    assertThat(memory.dump(List.of(replica.id()))).hasSize(before.size() + 2).containsAll(before);
    assertThat(memory.memory.takeNews()).isEmpty();
  }

  @Test
  void aCopyThatIsPutBackForgetsWhatCameAfterIt() throws Exception {
    var memory = inMemory();
    memory.move("in", "wallet:user:s", 100);
    var copy = memory.memory.copy();
    var before = memory.dump(List.of());
    memory.move("again", "wallet:user:s", 100);
    memory.memory.restore(copy);
    assertThat(memory.dump(List.of())).isEqualTo(before);
  }
}
