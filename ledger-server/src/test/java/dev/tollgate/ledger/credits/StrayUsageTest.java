package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Usage that nobody will ever ask for is put aside, whole, and no other. */
final class StrayUsageTest {
  @AutoClose private static final LedgerFixture LEDGER = new LedgerFixture();

  private final JdbcStrayUsage stray = new JdbcStrayUsage(LEDGER.transactions);

  private static void aDayPasses() throws SQLException {
    LEDGER.sql("UPDATE ledger.foreign_usage SET received_at = received_at - interval '25 hours'");
  }

  private static long rows(String table, UUID replica) throws SQLException {
    return LEDGER.transactions.run(connection -> {
      var sql = "SELECT count(*) FROM ledger.%s WHERE replica = ?".formatted(table);
      try (var select = connection.prepareStatement(sql)) {
        select.setObject(1, replica);
        try (var rows = select.executeQuery()) {
          assertThat(rows.next()).isTrue();
          return rows.getLong(1);
        }
      }
    });
  }

  @Test
  void usageOfAReplicaThatNobodyEverOpenedIsPutAsideAfterADay() throws Exception {
    var wallet = LEDGER.wallet(100);
    var opened = LEDGER.replica();
    var nobody = LEDGER.new Replica(new ReplicaId(UUID.randomUUID(), 0, 1, "authz-1"));
    for (var owner : List.of(opened, nobody)) {
      var usage = LEDGER.foreign(owner, owner.admission(wallet, 10), 7);
      LEDGER.endings.forward(owner.id, List.of(usage));
    }
    assertThat(stray.putAside()).isZero();
    aDayPasses();
    assertThat(stray.putAside()).isEqualTo(1);
    assertThat(stray.putAside()).isZero();
    assertThat(rows("foreign_usage", nobody.id.id())).isZero();
    assertThat(rows("stray_usage", nobody.id.id())).isEqualTo(1);
    assertThat(rows("foreign_usage", opened.id.id())).isEqualTo(1);
  }
}
