package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.TestCredits.ENVOY;
import static dev.tollgate.authz.credits.TestCredits.admitted;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.credits.Settlements.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that may lack something is drained beside a new one, which admits. */
final class RetiredJournalTest {
  private static RealLedger ledger;

  @TempDir Path directory;
  private Path journal;
  private TestCredits book;
  private String wallet;
  private ReservationId held;

  @BeforeAll
  static void startLedger() throws Exception {
    ledger = new RealLedger();
  }

  @BeforeEach
  void holdSomething() throws Exception {
    journal = directory.resolve("journal");
    wallet = ledger.wallet(1_000_000);
    start("boot-1");
    held = admitted(book.reserve(wallet, 500_000));
  }

  private void start(String hostBoot) throws Exception {
    book = new TestCredits(ledger, journal, hostBoot);
    book.awaitAdmitting();
  }

  private void restart(String hostBoot) throws Exception {
    book.credits.close();
    start(hostBoot);
  }

  @AfterEach
  void stop() throws Exception {
    book.credits.close();
    assertThat(ledger.differences()).isEmpty();
  }

  @Test
  void afterTheHostRestartedANewJournalAdmitsAndTheOldOneIsSettled() throws Exception {
    restart("boot-2");
    assertThat(ledger.leased(wallet)).isEqualTo(500_000);
    assertThat(book.credits.settlements().openBoots()).containsExactly(ENVOY);
    assertThat(settle(usage(11, 7))).isEqualTo(Result.SETTLED);
    assertThat(settle(usage(11, 7))).isEqualTo(Result.ALREADY);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    // What is left over may be owed to an admission that the host lost: the verdict frees it.
    assertThat(ledger.leased(wallet)).isEqualTo(500_000 - 5_850);
  }

  @Test
  void theOldJournalIsFinishedWhenTheLedgerHasAllOfIt() throws Exception {
    restart("boot-2");
    var mark = journal.resolve("retired").resolve(held.replica().toString()).resolve("finished");
    restart("boot-2");
    assertThat(mark).doesNotExist();
    assertThat(settle(usage(11, 7))).isEqualTo(Result.SETTLED);
    restart("boot-2");
    assertThat(ledger.balance(wallet)).isEqualTo(1_000_000 - 5_850);
    assertThat(mark).exists();
  }

  @Test
  void anEnvoyThatDiedWithTheHostLeavesDarkReservations() throws Exception {
    restart("boot-2");
    book.credits.settlements().bootEnded(ENVOY);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 500_000);
    assertThat(settle(usage(11, 7))).isEqualTo(Result.CORRECTED);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
  }

  @Test
  void aDamagedJournalIsRetired() throws Exception {
    restart("boot-1");
    book.credits.close();
    Files.delete(journal.resolve("stream-00000000.log"));
    start("boot-1");
    assertThat(settle(usage(11, 7))).isEqualTo(Result.SETTLED);
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
  }

  @Test
  void aJournalFromABackupIsRetiredByTheNextStart() throws Exception {
    var backup = directory.resolve("backup");
    copy(journal, backup);
    settle(usage(11, 7));
    await().until(() -> ledger.balance(wallet) == 1_000_000 - 5_850);
    book.credits.close();
    journal = backup;
    book = new TestCredits(ledger, journal, "boot-1");
    assertThat(book.restart().get(10, TimeUnit.SECONDS)).isTrue();
    restart("boot-1");
    // The ledger has charged it already, and charges it once.
    settle(usage(20, 20));
    restart("boot-1");
    assertThat(ledger.balance(wallet)).isEqualTo(1_000_000 - 5_850);
  }

  private Result settle(UsageReport report) {
    return book.credits.settlements().settle(held, report);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.newDirectoryStream(from, "*.log")) {
      for (var file : files) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
