package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.DisableProviderRequest;
import dev.tollgate.proto.admin.v1.DisableProviderResponse;
import dev.tollgate.proto.admin.v1.EnableProviderRequest;
import dev.tollgate.proto.admin.v1.EnableProviderResponse;
import dev.tollgate.proto.admin.v1.EncryptionKey;
import dev.tollgate.proto.admin.v1.GetEncryptionResponse;
import dev.tollgate.proto.admin.v1.ListProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.ProviderTraffic;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyResponse;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsResponse;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyResponse;
import dev.tollgate.proto.admin.v1.TestProviderKeyResponse;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProviderCommandsTest {
  private static final Timestamp SET = Timestamp.newBuilder().setSeconds(1_790_000_000).build();
  private static final ProviderKey STORED =
      ProviderKey.newBuilder()
          .setProvider("openai")
          .setActive(true)
          .setSource("database")
          .setMasked("sk-p...x9Qd")
          .setUpdatedAt(SET)
          .setUpdatedBy("key_1")
          .setTestStatus("valid")
          .setTestHttpStatus(200)
          .setLastTested(SET)
          .build();

  private static final ProviderTraffic TRAFFIC =
      ProviderTraffic.newBuilder()
          .setHealth("degraded")
          .setMinutes(5)
          .setRequests(1_204)
          .setFailed(104)
          .setErrors(50)
          .setThrottled(40)
          .setKeyRefused(10)
          .setUnreached(4)
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir private Path directory;

  ProviderCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void aKeyComesFromTheStandardInputWithoutItsLineEnd() {
    admin.answer(SetProviderKeyResponse.newBuilder().setKey(STORED).build());
    var run = Run.telling("sk-planted\n", admin, "provider", "set-key", "openai", "--force");
    assertThat(run.exitCode()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            SetProviderKeyRequest.newBuilder()
                .setProvider("openai")
                .setKey("sk-planted")
                .setForce(true)
                .build());
    assertThat(run.out() + run.err()).contains("sk-p...x9Qd").doesNotContain("planted");
  }

  @Test
  void orFromAFile() throws Exception {
    admin.answer(SetProviderKeyResponse.newBuilder().setKey(STORED).build());
    var file = Files.writeString(directory.resolve("key"), "sk-planted\r\n");
    Run.against(admin, "provider", "set-key", "openai", "--from-file", file.toString());
    assertThat(admin.requests)
        .containsExactly(
            SetProviderKeyRequest.newBuilder().setProvider("openai").setKey("sk-planted").build());
  }

  @Test
  void neverFromAnArgumentNorFromWhatIsNoSecret() {
    var argument = Run.against(admin, "provider", "set-key", "openai", "sk-planted");
    assertThat(argument.exitCode()).isEqualTo(2);
    var missing = directory.resolve("missing").toString();
    var run = Run.against(admin, "provider", "set-key", "openai", "--from-file", missing);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("cannot read " + missing);
    var long64 = Run.telling("k".repeat(70_000), admin, "provider", "set-key", "openai");
    assertThat(long64.err()).contains("more than 64 KiB");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aKeyThatIsRefusedIsNotShown() {
    admin.fail(Status.FAILED_PRECONDITION.withDescription("not here").asRuntimeException());
    var run = Run.telling("sk-planted", admin, "provider", "set-key", "openai");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).isEqualTo("error: not here\n");
  }

  @Test
  void theStatusIsATableAndWhatToDoStandsBelowIt() {
    admin.answer(
        ListProviderKeysResponse.newBuilder()
            .addKeys(
                ProviderKey.newBuilder()
                    .setProvider("groq")
                    .setSource("none")
                    .setInactiveBecause("the configuration says active: false")
                    .setTraffic(ProviderTraffic.newBuilder().setHealth("idle").setMinutes(5)))
            .addKeys(STORED.toBuilder().setAgeDays(93).setTraffic(TRAFFIC))
            .addKeys(
                STORED.toBuilder()
                    .setProvider("mistral")
                    .setTestStatus("invalid")
                    .setTestHttpStatus(401)
                    .setTestProblem("the provider refuses the key")
                    .setUnreadable("it is damaged"))
            .build());
    var run = Run.against(admin, "provider", "status");
    assertThat(run.outLines())
        .containsExactly(
            "PROVIDER  ACTIVE  KEY          FROM      SET                   BY     TEST          "
                + " TESTED                LAST MINUTES",
            "groq      no      -            none      -                     -      -             "
                + " -                     idle",
            "openai    yes     sk-p...x9Qd  database  2026-09-21T14:13:20Z  key_1  valid (200)   "
                + " 2026-09-21T14:13:20Z  degraded: 1,204 requests, 8.6 % failed",
            "mistral   yes     sk-p...x9Qd  database  2026-09-21T14:13:20Z  key_1  invalid (401)"
                + "  2026-09-21T14:13:20Z  -");
    assertThat(run.errLines())
        .containsExactly(
            "groq: nothing is sent there: the configuration says active: false",
            "openai: of the last 5 minutes: 50 answered with an error of the provider, 40 with 429,"
                + " 10 with 401 or 403 to the platform's key, 4 not reached, or broken off",
            "openai: the key is 93 days old: replace it",
            "mistral: the stored key cannot be read: it is damaged",
            "mistral: the provider refuses the key");
  }

  @Test
  void whereTheLedgerLookedLessFarBackItIsSaid() {
    var traffic = TRAFFIC.toBuilder().setSeconds(300);
    admin.answer(
        ListProviderKeysResponse.newBuilder()
            .addKeys(STORED.toBuilder().setTraffic(traffic))
            .build());
    var whole = Run.against(admin, "provider", "status");
    assertThat(whole.out()).contains("degraded: 1,204 requests, 8.6 % failed");
    assertThat(whole.err()).contains("openai: of the last 5 minutes: ");
    admin.answer(
        ListProviderKeysResponse.newBuilder()
            .addKeys(STORED.toBuilder().setTraffic(traffic.setSeconds(42)))
            .build());
    var cut = Run.against(admin, "provider", "status");
    assertThat(cut.out()).contains("degraded: 1,204 requests in 42 s, 8.6 % failed");
    assertThat(cut.err()).contains("openai: of the last 42 s: ");
  }

  @Test
  void aTestThatIsNotPassedHasAnExitCode() {
    admin.answer(TestProviderKeyResponse.newBuilder().setKey(STORED).build());
    assertThat(Run.against(admin, "provider", "test-key", "openai").exitCode()).isZero();
    admin.answer(
        TestProviderKeyResponse.newBuilder()
            .setKey(STORED.toBuilder().setTestStatus("error").setTestProblem("it accepts any key"))
            .build());
    var run = Run.against(admin, "provider", "test-key", "openai");
    assertThat(run.exitCode()).isOne();
    assertThat(run.err()).isEqualTo("openai: it accepts any key\n");
  }

  @Test
  void aProviderIsSwitchedOffAndOn() {
    admin.answer(
        DisableProviderResponse.newBuilder()
            .setKey(
                STORED.toBuilder()
                    .setActive(false)
                    .setInactiveBecause("it is switched off")
                    .setDisabledAt(SET)
                    .setDisabledBy("key_1"))
            .build());
    var off = Run.against(admin, "provider", "disable", "openai");
    assertThat(off.exitCode()).isZero();
    assertThat(off.out()).contains("openai    no      sk-p...x9Qd");
    assertThat(off.errLines())
        .containsExactly("Every replica sends it nothing more within seconds.");
    admin.answer(EnableProviderResponse.newBuilder().setKey(STORED).build());
    var on = Run.against(admin, "provider", "enable", "openai");
    assertThat(on.out()).contains("openai    yes     sk-p...x9Qd");
    assertThat(on.errLines())
        .containsExactly("Every replica sends it requests again within seconds.");
    assertThat(admin.requests)
        .containsExactly(
            DisableProviderRequest.newBuilder().setProvider("openai").build(),
            EnableProviderRequest.newBuilder().setProvider("openai").build());
  }

  @Test
  void oneThatIsNotConfiguredAnyMoreIsSwitchedOnForLater() {
    var gone = ProviderKey.newBuilder().setInactiveBecause("it is not in the configuration");
    admin.answer(EnableProviderResponse.newBuilder().setKey(gone).build());
    assertThat(Run.against(admin, "provider", "enable", "mistral").errLines())
        .containsExactly("Nothing is sent there all the same: it is not in the configuration");
  }

  @Test
  void whatCountsAfterARemovalIsShown() {
    admin.answer(
        RemoveProviderKeyResponse.newBuilder()
            .setKey(STORED.toBuilder().setSource("environment"))
            .build());
    assertThat(Run.against(admin, "provider", "remove-key", "openai").out())
        .contains("environment");
  }

  @Test
  void aRewrapGoesOnToTheEndAndTellsHowFarItIs() {
    admin.answerBy(request ->
        ((RewrapSecretsRequest) request).getPageToken().isEmpty()
            ? RewrapSecretsResponse.newBuilder()
                .setRewrapped(2)
                .setRemaining(2)
                .setNextPageToken("groq")
                .build()
            : RewrapSecretsResponse.newBuilder()
                .setRewrapped(1)
                .setRemaining(1)
                .addUnreadable("the key of x: it is damaged")
                .build());
    var run = Run.against(admin, "encryption", "rewrap", "--batch=2");
    assertThat(run.exitCode()).isOne();
    assertThat(run.out()).isEqualTo("3 sealed anew, 1 left\n");
    assertThat(run.errLines())
        .containsExactly("2 sealed anew, 2 left", "the key of x: it is damaged");
    assertThat(((RewrapSecretsRequest) admin.requests.getLast()).getBatchSize()).isEqualTo(2);
  }

  @Test
  void aKeyEncryptionKeyThatIsMissingIsSeen() {
    admin.answer(
        GetEncryptionResponse.newBuilder()
            .addKeys(EncryptionKey.newBuilder().setId("aa").setPrimary(true).setPresent(true))
            .addKeys(EncryptionKey.newBuilder().setId("bb").setPresent(true).setSecrets(2))
            .addKeys(EncryptionKey.newBuilder().setId("cc").setSecrets(1))
            .build());
    var run = Run.against(admin, "encryption", "status");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "KEY  USE              SECRETS",
            "aa   seals and opens  0",
            "bb   opens            2",
            "cc   missing          1");
  }
}
