package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.OneThread.WALLET;
import static dev.tollgate.authz.credits.TestCredits.unsent;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.Settlements.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that lost admissions does nothing that those might be owed. */
final class DrainingTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(11);

  @TempDir Path directory;
  private OneThread server;
  private String journal;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(Duration.ofMillis(100));
    journal = server.journal();
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  private void restartHost() throws Exception {
    server.kill();
    server.hostBoot = "another boot";
    server.start();
    server.run(HEARTBEAT);
  }

  @Test
  void itReturnsNothingAndExtendsNothing() throws Exception {
    var small = server.admitted(6_000);
    var tooDear = server.admitted(1_000);
    restartHost();
    assertThat(server.settle(small, unsent())).isEqualTo(Result.SETTLED);
    assertThat(server.settle(tooDear, usage(11, 7))).isEqualTo(Result.SETTLED);
    server.run(HEARTBEAT.multipliedBy(3));
    assertThat(server.ledger.lessee(journal).outstanding(WALLET)).isEqualTo(6_000);
    assertThat(server.ledger.lessee(journal).applied)
        .noneMatch(record -> record.hasReturn())
        .extracting(record -> record.getSettle().getExtension().getNanocredits())
        .containsOnly(0L);
  }

  @Test
  void itKnowsOnlyWhatItHasARecordOf() throws Exception {
    var lost = server.admitted(10);
    var settled = server.admitted(10);
    server.settle(settled, unsent());
    server.kill();
    Files.delete(directory.resolve("admit-0-00000000.log"));
    restartHost();
    assertThat(server.settle(settled, unsent())).isEqualTo(Result.ALREADY);
    assertThat(server.settle(lost, unsent())).isEqualTo(Result.FOREIGN);
  }

  @Test
  void whatItSettlesItselfIsKnownAfterwards() throws Exception {
    var open = server.admitted(10);
    restartHost();
    assertThat(server.settle(open, unsent())).isEqualTo(Result.SETTLED);
    assertThat(server.settle(open, unsent())).isEqualTo(Result.ALREADY);
  }
}
