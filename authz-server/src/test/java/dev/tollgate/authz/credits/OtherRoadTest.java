package dev.tollgate.authz.credits;

import static dev.tollgate.authz.credits.OneThread.WALLET;
import static dev.tollgate.authz.credits.TestCredits.usage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.credits.ForeignReports.Foreign;
import dev.tollgate.authz.credits.ForeignReports.Outcome;
import dev.tollgate.authz.credits.Settlements.Result;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Usage that another replica than the owner read. */
final class OtherRoadTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(11);

  @TempDir Path directory;
  private OneThread server;
  private ForeignReports reports;

  @BeforeEach
  void start() throws Exception {
    server = new OneThread(directory);
    server.start();
    server.run(Duration.ofMillis(100));
    reports = new LedgerForeignReports(server.ledger, server.prices);
  }

  @AfterEach
  void stop() throws Exception {
    server.kill();
  }

  private static Foreign foreign(UUID owner, long n, String model) {
    var admission =
        Admission.newBuilder()
            .setN(n)
            .setDay(20_000)
            .addPath(WALLET)
            .setHold(Vectors.oneRequest(6_000))
            .setPriceVersion(PriceVersion.newBuilder().setBook("default").setVersion(1))
            .setModel(model);
    return new Foreign(owner, admission.build(), usage(11, 7));
  }

  @Test
  void itGoesToTheLedgerWithItsCost() {
    var owner = UUID.randomUUID();
    assertThat(reports.forward(List.of(foreign(owner, 7, "gpt-4o-mini"))))
        .isEqualTo(new Outcome.Forwarded("history-1"));
    var forwarded = server.ledger.forwards.getFirst().getUsages(0);
    assertThat(forwarded.getReplica()).isEqualTo(owner.toString());
    assertThat(forwarded.getAdmission().getN()).isEqualTo(7);
    assertThat(forwarded.getCost()).isEqualTo(Vectors.oneRequest(5_850));
    assertThat(forwarded.getUsage().getEvidence()).isEqualTo(Evidence.EVIDENCE_EXACT);
  }

  @Test
  void whileTheLedgerIsAwayItWaitsAndWithoutAPriceItIsRefused() {
    server.ledger.away(true);
    assertThat(reports.forward(List.of(foreign(UUID.randomUUID(), 7, "gpt-4o-mini"))))
        .isInstanceOf(Outcome.Later.class);
    assertThat(reports.forward(List.of(foreign(UUID.randomUUID(), 7, "unheard-of"))))
        .isInstanceOf(Outcome.Later.class);
    server.ledger.away(false);
    assertThat(reports.forward(List.of(foreign(UUID.randomUUID(), 7, "unheard-of"))))
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void theOwnerSettlesItOnceHoweverOftenItComes() {
    var held = server.admitted(6_000);
    var foreign = foreign(held.replica(), held.n(), "gpt-4o-mini");
    server.ledger.forwardedTo(
        server.journal(),
        ForeignUsage.newBuilder()
            .setReplica(server.journal())
            .setAdmission(foreign.admission().toBuilder().setDay(held.day()))
            .setUsage(foreign.report().facts().toBuilder().setEvidence(Evidence.EVIDENCE_EXACT))
            .build());
    server.run(HEARTBEAT.multipliedBy(3));
    assertThat(server.settle(held, usage(11, 7))).isEqualTo(Result.ALREADY);
    assertThat(server.lessee().applied)
        .filteredOn(record -> record.getSettle().getAdmission().getN() == held.n())
        .singleElement()
        .satisfies(
            record -> assertThat(record.getSettle().getCost().getNanocredits()).isEqualTo(5_850));
  }
}
