package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportKeysResponse;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProblem;
import dev.tollgate.proto.admin.v1.ImportRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImportKeysCommandTest {
  private static final String KEYS_HEADER = "id,user_id,key_hash,key_prefix,permissions\n";

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  ImportKeysCommandTest() throws IOException {
    admin.answerBy(ImportKeysCommandTest::judge);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** Takes every row but the keys of "eve". */
  private static Message judge(Message message) {
    var response = ImportKeysResponse.newBuilder();
    for (var row : ((ImportKeysRequest) message).getRowsList()) {
      response.addOutcomes(
          row.getKey().getUserId().equals("eve")
              ? ImportOutcome.newBuilder()
                  .setResult("refused")
                  .addProblems(
                      ImportProblem.newBuilder().setField("key_hash").setReason("is corrupt"))
              : ImportOutcome.newBuilder().setResult("imported").setId("x"));
    }
    return response.build();
  }

  private void write(String table, String csv) throws IOException {
    Files.writeString(directory.resolve(table + ".csv"), csv);
  }

  private Run importKeys(String... options) {
    var args = new ArrayList<>(List.of("import", "keys", "--from", directory.toString()));
    args.addAll(List.of(options));
    return Run.against(admin, args.toArray(String[]::new));
  }

  private List<ImportRow> sent() {
    return admin.requests.stream()
        .flatMap(request -> ((ImportKeysRequest) request).getRowsList().stream())
        .toList();
  }

  @Test
  void everyTableIsReadInOrderAndWhatWasRefusedIsListed() throws IOException {
    write("organizations", "id,name,slug,plan_tier\n1,Acme,acme,Pro\n");
    write("users", "user_id,org_id\nbob,1\n");
    write(
        "user_api_keys",
        KEYS_HEADER + "7,bob,h,uc_1234,\"[\"\"*\"\"]\"\n8,eve,h,uc_1234,{*}\n9,bob,h,p,x\n");
    write("api_keys", "key_id,org_id,key_hash,scopes\n1,1,aa,\"{llm:inference,\"\"a b\"\"}\"\n");
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.outLines())
        .containsExactly(
            "TABLE          TAKEN  REVOKED  UNCHANGED  REFUSED",
            "organizations  1      0        0          0",
            "users          1      0        0          0",
            "user_api_keys  1      0        0          2",
            "api_keys       1      0        0          0",
            "",
            "ROWS  REASON",
            "1     key_hash is corrupt",
            "1     permissions must be a list of texts like [\"llm:inference\"]",
            "",
            "TABLE          ID  FIELD        REASON",
            "user_api_keys  9   permissions  must be a list of texts like [\"llm:inference\"]",
            "user_api_keys  8   key_hash     is corrupt");
    assertThat(sent().getFirst().getOrganization().getPlan()).isEqualTo("pro");
    assertThat(sent().get(1).getUser().getOrganizationId()).isEqualTo("1");
    assertThat(sent().getLast().getKey().getPermissionsList())
        .containsExactly("llm:inference", "a b");
  }

  @Test
  void ofAllTakenTheExitCodeIsZeroAlsoAsJson() throws IOException {
    write("user_api_keys", KEYS_HEADER + "7,bob,h,uc_1234,[]\n");
    assertThat(importKeys().exitCode()).isZero();
    var json = importKeys("--json", "--dry-run");
    assertThat(json.exitCode()).isZero();
    assertThat(json.out()).contains("\"dry_run\": true", "\"imported\": \"1\"", "\"refused\": []");
    assertThat(((ImportKeysRequest) admin.requests.getLast()).getDryRun()).isTrue();
    assertThat(((ImportKeysRequest) admin.requests.getLast()).getSource()).isEqualTo("legacy");
  }

  @Test
  void batchesHoldAtMostFiveHundredRowsAndInADryRunTheOrganizationsTheyName() throws IOException {
    write("organizations", "id,slug\n1,acme\n");
    write(
        "api_keys",
        "id,organization_id,key_hash,permissions\n"
            + IntStream.range(0, 1_200)
                .mapToObj(i -> i + ",1,aa,[]\n")
                .collect(Collectors.joining()));
    var run = importKeys("--dry-run");
    assertThat(run.out()).contains("organizations  1 ", "api_keys       1200 ");
    assertThat(admin.requests).hasSize(4);
    for (var request : admin.requests) {
      var rows = ((ImportKeysRequest) request).getRowsList();
      assertThat(rows).hasSizeLessThanOrEqualTo(500);
      assertThat(rows.getFirst().getOrganization().getSlug()).isEqualTo("acme");
    }
    admin.requests.clear();
    importKeys();
    assertThat(sent()).hasSize(1_201);
  }

  @Test
  void aKeyThatCanBeGuessedComesWithItsNetworks() throws IOException {
    write("api_keys", "id,organization_id,key_hash,permissions\n7,1,aa,[]\n8,1,aa,[]\n");
    importKeys("--accept-guessable", "7=10.0.0.0/8,192.0.2.7/32");
    assertThat(sent().getFirst().getKey().getAllowedIpsList())
        .containsExactly("10.0.0.0/8", "192.0.2.7/32");
    assertThat(sent().getFirst().getKey().getAcceptGuessable()).isTrue();
    assertThat(sent().getLast().getKey().getAcceptGuessable()).isFalse();
    assertThat(importKeys("--accept-guessable", "7").exitCode()).isEqualTo(2);
    assertThat(importKeys("--accept-guessable", "7=").exitCode()).isEqualTo(2);
  }

  @Test
  void whatCannotBeReadIsMisuseAndNothingIsSent() throws IOException {
    assertThat(importKeys().err()).contains("neither a table user_api_keys nor");
    write("user_api_keys", "id,user_id,key_prefix\n");
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "error: the table user_api_keys lacks the column key_hash, and the column permissions"
                + " or scopes");
    write("user_api_keys", KEYS_HEADER + "1,2\n");
    assertThat(importKeys().err()).contains("user_api_keys.csv: it is no CSV");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void thePasswordOfTheOldDatabaseStandsInNoMessage() {
    var addresses =
        List.of(
            "postgresql://u:planted-secret@127.0.0.1:1/db",
            "postgresql://u:planted-secret@127.0.0.1:x/db",
            "postgresql://u:planted-secret@/db",
            "postgresql://u:planted secret@h/db",
            "mysql://u:planted-secret@h/db");
    for (var address : addresses) {
      var run = Run.against(admin, "import", "keys", "--from", address);
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("--from").doesNotContain("planted");
    }
    var environment =
        Map.of(
            "TOLLGATE_ADMIN_GRPC",
            admin.address(),
            "TOLLGATE_ADMIN_KEY",
            FakeAdmin.KEY,
            "PGPASSWORD",
            "planted-secret");
    var run = Run.in(environment, "import", "keys", "--from", "postgresql://u@127.0.0.1:1/db");
    assertThat(run.err()).contains("cannot be reached").doesNotContain("planted");
  }
}
