package dev.tollgate.ledger.credits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.export.ExportFormat;
import dev.tollgate.ledger.export.DayExports;
import dev.tollgate.ledger.export.ExportConfig;
import dev.tollgate.ledger.export.ExportMetrics;
import dev.tollgate.proto.ledger.v1.Admission;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each day of charges stands in a file, whole, before it may be dropped. */
final class DayExportsTest {
  private static final LocalDate DAY = LocalDate.ofEpochDay(LedgerFixture.DAY);
  private static final LocalDate DUE = DAY.plusDays(3);
  private static final Period KEPT = Period.ofDays(40);

  private final LedgerFixture ledger = new LedgerFixture();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private LedgerFixture.Replica replica;
  private Admission dark = Admission.getDefaultInstance();
  private Path directory;
  private Path file;
  private DayExports exports;

  @TempDir private Path temporary;

  @BeforeEach
  void aDayWithCharges() throws Exception {
    new JdbcPartitions(ledger.transactions).make(DAY);
    directory = Files.createDirectory(temporary.resolve("exports"));
    file = directory.resolve("charges-%s.jsonl".formatted(DAY));
    exports =
        new DayExports(
            ledger.transactions,
            new ExportConfig(directory, ExportFormat.jsonl, Duration.ofDays(2)),
            new ExportMetrics(registry));
    var wallet = ledger.wallet(100);
    replica = ledger.replica();
    replica.acquire(wallet, 60, 60);
    dark = replica.admission(wallet, 8);
    replica.report(replica.settle(wallet, 10, 4, 0), replica.dark(dark));
  }

  @AfterEach
  void theBooksHold() throws Exception {
    try (ledger) {
      assertThat(ledger.verification.run().differences()).isEmpty();
    }
  }

  private long written() {
    return Math.round(registry.get("tollgate_ledger_exported_days").counter().count());
  }

  private List<String> kinds() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.replaceFirst(".*\"kind\":\"([a-z]+)\".*", "$1"))
        .toList();
  }

  private int drop() throws SQLException {
    return new JdbcRetention(ledger.transactions, exports::ensure).drop(DAY.plusDays(41), KEPT);
  }

  private boolean charges() throws SQLException {
    return ledger.exists("SELECT FROM ledger.charge");
  }

  @Test
  void aDayStandsInAFileOnceItIsOverForLongEnough() throws Exception {
    exports.run(DUE.minusDays(1));
    assertThat(file).doesNotExist();
    exports.run(DUE);
    assertThat(kinds()).containsExactly("posted", "dark");
    assertThat(registry.get("tollgate_ledger_export_due_days").gauge().value()).isZero();
    long days = written();
    exports.run(DUE);
    assertThat(written()).as("nothing is written again").isEqualTo(days);
  }

  @Test
  void aDayThatWasChangedSinceIsWrittenAgain() throws Exception {
    exports.run(DUE);
    replica.report(replica.correct(dark, 3));
    exports.run(DUE);
    assertThat(kinds()).containsExactly("posted", "corrected");
  }

  @Test
  void nothingIsDroppedBeforeItsFileStands() throws Exception {
    Files.delete(directory);
    assertThatThrownBy(this::drop)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("are not exported to " + directory);
    assertThat(charges()).isTrue();
    assertThat(registry.get("tollgate_ledger_export_failures").counter().count()).isEqualTo(1);

    Files.createDirectory(directory);
    assertThat(drop()).isPositive();
    assertThat(charges()).isFalse();
    assertThat(kinds()).containsExactly("posted", "dark");
  }

  @Test
  void aFileThatIsGoneIsWrittenAgainBeforeItsDayIsDropped() throws Exception {
    exports.run(DUE);
    Files.delete(file);
    drop();
    assertThat(kinds()).hasSize(2);
  }

  @Test
  void whatAKilledServerLeftIsWrittenAnew() throws Exception {
    Files.writeString(directory.resolve(file.getFileName() + ".part"), "{\"kind\":".repeat(10_000));
    Files.writeString(
        file, "of a server that was killed before it had written down that it stands");
    exports.run(DUE);
    assertThat(kinds()).containsExactly("posted", "dark");
    try (var files = Files.list(directory)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .allMatch(name -> name.endsWith(".jsonl"));
    }
  }

  @Test
  void whileOneServerExportsAnotherDropsNothing() throws Exception {
    ledger.transactions.run(connection -> {
      try (var lock = connection.prepareStatement("SELECT pg_advisory_xact_lock(7307031003)")) {
        lock.execute();
      }
      exports.run(DUE);
      assertThat(file).doesNotExist();
      assertThatThrownBy(this::drop).hasMessageContaining("another server exports just now");
      return null;
    });
    assertThat(charges()).isTrue();
  }
}
