package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import dev.tollgate.proto.admin.v1.AddByokKeyResponse;
import dev.tollgate.proto.admin.v1.ByokKey;
import dev.tollgate.proto.admin.v1.ByokProvider;
import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import dev.tollgate.proto.admin.v1.ListByokKeysResponse;
import dev.tollgate.proto.admin.v1.ListByokProvidersResponse;
import dev.tollgate.proto.admin.v1.RemoveByokKeyRequest;
import dev.tollgate.proto.admin.v1.RemoveByokKeyResponse;
import dev.tollgate.proto.admin.v1.TestByokKeyRequest;
import dev.tollgate.proto.admin.v1.TestByokKeyResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ByokCommandsTest {
  private static final Timestamp SET = Timestamp.newBuilder().setSeconds(1_790_000_000).build();
  private static final ByokKey ALICES =
      ByokKey.newBuilder()
          .setId("byok_1")
          .setUserId("alice")
          .setOrganization("acme")
          .setProvider("openai")
          .setEndpoint("openai")
          .setLabel("team account")
          .setMasked("sk-p...x9Qd")
          .setUpdatedAt(SET)
          .setLastUsed(SET)
          .setTestStatus("valid")
          .setTestHttpStatus(200)
          .setLastTested(SET)
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  ByokCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aKeyComesFromTheStandardInputAndIsNotShown() {
    admin.answer(AddByokKeyResponse.newBuilder().setKey(ALICES).build());
    var run =
        Run.telling(
            "sk-planted\n",
            admin,
            "byok",
            "add",
            "openai",
            "--user=alice",
            "--label=team account",
            "--endpoint=europe");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            AddByokKeyRequest.newBuilder()
                .setUserId("alice")
                .setProvider("openai")
                .setKey("sk-planted")
                .setLabel("team account")
                .setEndpoint("europe")
                .build());
    assertThat(run.err()).contains("tollgate byok test openai --user alice");
    assertThat(run.out() + run.err()).doesNotContain("planted");
    assertThat(Run.against(admin, "byok", "add", "openai", "sk-planted").exitCode()).isEqualTo(2);
  }

  @Test
  void theListReadsWellAndSaysWhatIsWrong() {
    var organizations =
        ByokKey.newBuilder()
            .setOrganization("acme")
            .setProvider("groq")
            .setEndpoint("groq")
            .setMasked("****")
            .setUpdatedAt(SET)
            .setTestStatus("untested")
            .setProblem("the tier free does not allow keys of one's own any more");
    admin.answer(ListByokKeysResponse.newBuilder().addKeys(ALICES).addKeys(organizations).build());
    var run = Run.against(admin, "byok", "list", "--org=acme");
    assertThat(run.outLines())
        .containsExactly(
            "OWNER              PROVIDER  SENT TO  KEY          LABEL         SET                 "
                + "  USED                  TEST         TESTED",
            "user alice         openai    openai   sk-p...x9Qd  team account  2026-09-21T14:13:20Z"
                + "  2026-09-21T14:13:20Z  valid (200)  2026-09-21T14:13:20Z",
            "organization acme  groq      groq     ****         -             2026-09-21T14:13:20Z"
                + "  -                     untested     -");
    assertThat(run.err()).contains("organization acme, groq: requests are refused: the tier free");
    assertThat(admin.requests)
        .containsExactly(
            ListByokKeysRequest.newBuilder().setOrganization("acme").setPageSize(50).build());
  }

  @Test
  void aTestFailsUnlessTheKeyIsValid() {
    admin.answer(TestByokKeyResponse.newBuilder().setKey(ALICES).build());
    assertThat(Run.against(admin, "byok", "test", "openai").exitCode()).isZero();
    var refused = ALICES.toBuilder().setTestStatus("invalid").setTestHttpStatus(401);
    admin.answer(TestByokKeyResponse.newBuilder().setKey(refused).build());
    assertThat(Run.against(admin, "byok", "test", "openai", "--user=alice").exitCode())
        .isEqualTo(1);
    assertThat(admin.requests.getLast())
        .isEqualTo(
            TestByokKeyRequest.newBuilder().setUserId("alice").setProvider("openai").build());
  }

  @Test
  void removingAndWhereKeysMayGo() {
    admin.answer(RemoveByokKeyResponse.newBuilder().setKey(ALICES).build());
    assertThat(Run.against(admin, "byok", "remove", "openai", "--user=alice").exitCode()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            RemoveByokKeyRequest.newBuilder().setUserId("alice").setProvider("openai").build());
    admin.answer(
        ListByokProvidersResponse.newBuilder()
            .addProviders(
                ByokProvider.newBuilder()
                    .setName("openai")
                    .setApi("openai")
                    .setKeysBeginWith("sk-"))
            .addTiers("pro")
            .build());
    var run = Run.against(admin, "byok", "providers");
    assertThat(run.outLines())
        .containsExactly("PROVIDER  SPEAKS LIKE  KEYS BEGIN WITH", "openai    openai       sk-");
    assertThat(run.err()).contains("Tiers that may: pro");
  }
}
