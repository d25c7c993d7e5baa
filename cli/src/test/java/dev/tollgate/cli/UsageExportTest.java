package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import dev.tollgate.proto.ledger.v1.ExportUsageResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsageExportTest {
  private final FakeAdmin admin = new FakeAdmin();

  @TempDir private Path directory;

  UsageExportTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static Charge charge(String id) {
    var charge =
        Charge.newBuilder()
            .setReservation("20783-r-1")
            .setKind("posted")
            .setPostedAt(Timestamp.newBuilder().setSeconds(1_795_687_201))
            .setBalanceBefore(2_000_000_000)
            .setBalanceAfter(1_999_994_150)
            .setAdmission(
                Admission.newBuilder()
                    .setRequestId(id)
                    .setDay((int) LocalDate.of(2026, 11, 26).toEpochDay())
                    .setUserId("a \"b\", c")
                    .addPath("wallet:user:alice"));
    charge.getCostBuilder().setNanocredits(5_850);
    charge
        .getUsageBuilder()
        .setEvidence(Evidence.EVIDENCE_EXACT)
        .setStatus(200)
        .setStartedAtMs(1_795_687_200_000L)
        .setFirstByteMs(-1);
    charge.getUsageBuilder().getTokensBuilder().setInput(11).setOutput(7);
    charge.getAdmissionBuilder().getPriceVersionBuilder().setBook("default").setVersion(2);
    return charge.build();
  }

  /** With a user's own key, of which 2.5 % are taken. */
  private static Charge own(String id) {
    var charge = charge(id).toBuilder();
    charge.getAdmissionBuilder().setByok(Byok.BYOK_USER).setByokFeeBasisPoints(250);
    charge.getCostBuilder().setNanocredits(147).setSpend(5_850);
    return charge.build();
  }

  /** Two pages of the first day, and nothing of any other. */
  private void answerPages() {
    admin.answerBy(message -> {
      var asked = (ExportUsageRequest) message;
      if (!asked.getDay().equals("2026-11-26")) {
        return ExportUsageResponse.getDefaultInstance();
      }
      return asked.getPageToken().isEmpty()
          ? ExportUsageResponse.newBuilder().addCharges(charge("r-1")).setNextPageToken("7").build()
          : ExportUsageResponse.newBuilder().addCharges(own("r-2")).build();
    });
  }

  @Test
  void csvHasEveryDayAndPageOnce() {
    answerPages();
    var run =
        Run.against(
            admin, "usage", "export", "--since=2026-11-26", "--until=2026-11-27", "--key=k");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines()).hasSize(3);
    assertThat(run.outLines().getFirst())
        .startsWith("request_id,reservation,day,started_at,charged_at,organization_id,user_id,")
        .endsWith(",error,byok,spend,byok_fee_basis_points");
    assertThat(run.outLines().get(1))
        .startsWith(
            "r-1,20783-r-1,2026-11-26,2026-11-26T10:00:00Z,2026-11-26T10:00:01Z,,\"a \"\"b\"\","
                + " c\",")
        .contains(",200,posted,exact,11,0,0,0,7,0,0,0,0,,0.00000585,default@2,2,1.99999415,0,-1,")
        .endsWith(",,0.00000585,0");
    assertThat(run.outLines().get(2))
        .startsWith("r-2,")
        .contains(",0.000000147,default@2,")
        .endsWith(",user,0.00000585,250");
    assertThat(run.err()).contains("2 charges from 2026-11-26 to 2026-11-27");
    assertThat(admin.requests)
        .containsExactly(
            ExportUsageRequest.newBuilder().setDay("2026-11-26").setKeyId("k").build(),
            ExportUsageRequest.newBuilder()
                .setDay("2026-11-26")
                .setKeyId("k")
                .setPageToken("7")
                .build(),
            ExportUsageRequest.newBuilder().setDay("2026-11-27").setKeyId("k").build());
  }

  @Test
  void jsonLinesHaveExactNumbers() {
    answerPages();
    var run =
        Run.against(
            admin, "usage", "export", "--month=2026-11", "--format=jsonl", "--organization=acme");
    assertThat(run.outLines()).hasSize(2);
    assertThat(run.outLines().getFirst())
        .startsWith("{\"request_id\":\"r-1\",")
        .contains(
            "\"user_id\":\"a \\\"b\\\", c\"",
            "\"status\":200",
            "\"tokens_input\":11",
            "\"cost\":0.00000585,",
            "\"balance_before\":2,")
        .endsWith("\"byok_fee_basis_points\":0}");
    assertThat(admin.requests).hasSize(31); // 30 days, one of two pages
  }

  @Test
  void parquetIsWrittenWhole() throws Exception {
    answerPages();
    var file = directory.resolve("november.parquet");
    var run =
        Run.against(
            admin, "usage", "export", "--month=2026-11", "--format=parquet", "--output=" + file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("2 charges from 2026-11-01 to 2026-11-30");
    assertThat(Files.readAllBytes(file))
        .startsWith('P', 'A', 'R', '1')
        .endsWith('P', 'A', 'R', '1');
  }

  @Test
  void aFileIsThereWhenItIsWhole() throws Exception {
    answerPages();
    var file = directory.resolve("november.csv");
    var run = Run.against(admin, "usage", "export", "--month=2026-11", "--output=" + file);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(3);
    assertThat(directory).isDirectoryContaining(path -> path.equals(file));

    admin.fail("ExportUsage", Status.UNAVAILABLE.withDescription("away").asRuntimeException());
    var other = directory.resolve("other.csv");
    var failed = Run.against(admin, "usage", "export", "--month=2026-11", "--output=" + other);
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(other).doesNotExist();
  }

  @Test
  void daysMustBeSaid() {
    for (var options :
        new String[] {"", "--since=2026-11-26", "--since=2026-11-26 --until=2026-11-25"}) {
      var run = Run.against(admin, ("usage export " + options).strip().split(" "));
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("say which days: ");
    }
    assertThat(admin.requests).isEmpty();
  }
}
