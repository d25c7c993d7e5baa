package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.local.EmbeddedPostgres;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.proto.ledger.v1.PricesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Starting, refusing to start, and what is not there yet. */
final class LedgerServerTest {
  @TempDir private Path directory;

  private static Status status(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run).getStatus();
  }

  @Test
  void aVolatilePostgresIsRefusedByTheNameOfItsSetting() throws Exception {
    var database = TestDatabase.create();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      var name = connection.getCatalog();
      statement.execute("ALTER DATABASE " + name + " SET synchronous_commit = off");
    }
    try (var ledger = TestLedger.starting(database, TestLedger.prices())) {
      assertThat(ledger.refusals.poll(20, TimeUnit.SECONDS))
          .contains("synchronous_commit")
          .contains("allow_volatile");
      assertThat(ledger.server.isReady()).isFalse();
    }
  }

  @Test
  void itStartsWithoutItsDatabaseAndRecoversByItself() throws Exception {
    int port = freePort();
    var url = "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    var database = new TestDatabase(url, "postgres", "secret");
    try (var ledger = TestLedger.starting(database, TestLedger.prices())) {
      assertThat(get(ledger, "/healthz").statusCode()).isEqualTo(200);
      assertThat(get(ledger, "/readyz").statusCode()).isEqualTo(503);
      assertThat(status(ledger::verify).getCode()).isEqualTo(Status.Code.UNAVAILABLE);

      var home = EmbeddedPostgres.sharedHome();
      var data = directory.resolve("data");
      try (var postgres = EmbeddedPostgres.start(home, data, port, "secret")) {
        await().atMost(Duration.ofSeconds(20)).until(ledger.server::isReady);
        assertThat(get(ledger, "/readyz").statusCode()).isEqualTo(200);
        ledger.grant("wallet:user:alice", 100);

        postgres.kill();
        assertThat(status(() -> ledger.balance("wallet:user:alice")).getCode())
            .isEqualTo(Status.Code.UNAVAILABLE);
      }
      try (var postgres = EmbeddedPostgres.start(home, data, port, "secret")) {
        await()
            .atMost(Duration.ofSeconds(20))
            .ignoreExceptions()
            .until(() -> ledger.balance("wallet:user:alice").getBalance() == 100);
        assertThat(postgres.port()).isEqualTo(port);
      }
    }
  }

  @Test
  void aPublishedVersionIsNeverChangedInPlace() throws Exception {
    var changed = directory.resolve("test-1.yaml");
    Files.writeString(
        changed, Files.readString(TestLedger.prices()).replace("\"0.001\"", "\"0.002\""));
    try (var ledger = TestLedger.start();
        var other = TestLedger.starting(ledger.database, changed)) {
      assertThat(other.refusals.poll(20, TimeUnit.SECONDS))
          .contains("test@1")
          .contains("publish version 2");
      var next = directory.resolve("test-2.yaml");
      Files.writeString(next, Files.readString(changed).replace("version: 1", "version: 2"));
      try (var newer = TestLedger.starting(ledger.database, next)) {
        await().atMost(Duration.ofSeconds(20)).until(newer.server::isReady);
        var prices = newer.replica(TestLedger.REPLICA).prices(PricesRequest.getDefaultInstance());
        assertThat(prices.getVersion()).isEqualTo(2);
        assertThat(prices.getBooksList()).hasSize(2);
        assertThat(
                newer
                    .replica(TestLedger.ADMIN)
                    .prices(PricesRequest.newBuilder().setKnownVersion(2).build())
                    .getBooksList())
            .isEmpty();
      }
    }
  }

  @Test
  void wrongPriceFilesAreRefusedWithEveryProblem() throws Exception {
    var wrong = directory.resolve("wrong-1.yaml");
    Files.writeString(
        wrong,
        """
        book: wrong
        version: 1
        effective_from: "2026-01-01T00:00:00Z"
        models:
          - {model: a, provider: openai, kind: chat, per_million_tokens: {input: "-1", output: "1"}, context_tokens: 10}
          - {model: b, provider: openai, kind: chat, per_million_tokens: {input: "0.0000001", output: "1"}, context_tokens: 10}
          - {model: c, provider: openai, kind: chat, per_million_tokens: {inptu: "1", output: "1"}, context_tokens: 10}
        """);
    try (var ledger = TestLedger.starting(TestDatabase.create(), wrong)) {
      assertThat(ledger.refusals.poll(20, TimeUnit.SECONDS))
          .contains("wrong-1.yaml: a.per_million_tokens.input")
          .contains("wrong-1.yaml: b.per_million_tokens.input")
          .contains("wrong-1.yaml: c.per_million_tokens.inptu")
          .contains("wrong-1.yaml: c.per_million_tokens.input: is missing");
    }
  }

  @Test
  void partitionsStandFromYesterdayToAWeekAhead() throws SQLException {
    try (var ledger = TestLedger.start()) {
      assertThat(
              ledger.number(
                  """
                  SELECT count(*) FROM pg_inherits WHERE inhparent = 'ledger.charge'::regclass
                  """))
          .isEqualTo(10); // nine days and the rest
    }
  }

  @Test
  void aChargeFromAWrongClockIsKeptAndMovesIntoItsDaysTableLater() throws SQLException {
    try (var ledger = TestLedger.start()) {
      ledger.grant("wallet:user:alice", 100);
      var replica = ledger.open();
      replica.hold("wallet:user:alice", 10);
      int later = replica.today + 20;
      var admission = replica.admission(10, "wallet:user:alice").toBuilder().setDay(later).build();
      replica.report(replica.settle(admission, 10));
      assertThat(ledger.number("SELECT count(*) FROM ledger.charge_other")).isEqualTo(1);

      var pool = new PGSimpleDataSource();
      pool.setUrl(ledger.database.jdbcUrl());
      pool.setUser(ledger.database.user());
      pool.setPassword(ledger.database.password());
      new JdbcPartitions(new Transactions(pool)).make(LocalDate.ofEpochDay(later));
      assertThat(ledger.number("SELECT count(*) FROM ledger.charge_other")).isZero();
      assertThat(ledger.verify().getDifferencesList()).isEmpty();
      assertThat(ledger.verify().getChargesChecked()).isEqualTo(1);
    }
  }

  @Test
  void theMetricsTellOfAcquiresRecordsAndTheBooks() throws Exception {
    try (var ledger = TestLedger.start()) {
      ledger.grant("wallet:user:alice", 100);
      var replica = ledger.open();
      replica.hold("wallet:user:alice", 10);
      replica.report(replica.settle(replica.admission(10, "wallet:user:alice"), 4));
      assertThat(get(ledger, "/metrics").body())
          .contains("tollgate_ledger_acquires_total{verdict=\"granted\"} 1.0")
          .contains("tollgate_ledger_records_total{kind=\"settle\"} 1.0")
          .contains("tollgate_ledger_report_seconds_count 1")
          .contains("tollgate_ledger_imbalance_credits 0.0")
          .contains("tollgate_ledger_overrun_credits 0.0");
    }
  }

  private static HttpResponse<String> get(TestLedger ledger, String path) throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      var uri = URI.create("http://127.0.0.1:" + ledger.server.observePort() + path);
      return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
