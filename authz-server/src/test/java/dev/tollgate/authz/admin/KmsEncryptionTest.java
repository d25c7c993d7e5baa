package dev.tollgate.authz.admin;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.authz.sealing.KeptKeys;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.local.TcpGate;
import dev.tollgate.local.TcpGate.Mode;
import dev.tollgate.local.TestKms;
import dev.tollgate.proto.admin.v1.EncryptionKey;
import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys in a database whose key-encryption key moves from a file to AWS KMS. */
final class KmsEncryptionTest {
  private static final Secret FILE = Secret.of("kek_" + "f".repeat(43));
  private static final Sealer BEFORE = new EncryptionConfig(List.of(FILE)).sealer();
  private static final Secret KEY = Secret.of("sk-planted-openai");
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  private final TestKms kms = TestKms.shared();
  private final String arn = kms.createKey();
  private final TcpGate gate = new TcpGate(kms.port(), Mode.OPEN);

  /** It seals with the key of KMS, behind the gate, and opens with the file as well. */
  private final TestAdmin admin = new TestAdmin(settings(gate.url(), FILE));

  KmsEncryptionTest() throws IOException {
    var id = "id-of-openai";
    var sealed = BEFORE.seal(KEY, StoredKey.place("openai", id));
    new JdbcProviderKeys(admin.pool())
        .put(
            new Caller("root", "", null, Set.of(), ""),
            new StoredKey("openai", id, sealed),
            "****",
            Instant.EPOCH);
  }

  @AfterEach
  void close() throws IOException {
    admin.close();
    gate.close();
  }

  private ProviderKeySettings settings(String endpoint, Secret... held) {
    return new ProviderKeySettings(
        ProviderSamples.configured(),
        KeySource.DATABASE,
        KeptKeys.sealer(arn, endpoint, ENOUGH, held));
  }

  private Map<String, Long> secrets() {
    var answer = admin.providerKeys().getEncryption(GetEncryptionRequest.getDefaultInstance());
    assertThat(answer.getUnreadableList()).isEmpty();
    return answer.getKeysList().stream()
        .collect(toMap(EncryptionKey::getId, EncryptionKey::getSecrets));
  }

  @Test
  void secretsMoveFromTheFileToKmsAndThenAServerNeedsKmsAlone() {
    var ofKms = "aws-kms:" + arn.substring(arn.indexOf('/') + 1);
    assertThat(secrets()).isEqualTo(Map.of(BEFORE.primary(), 1L, ofKms, 0L));
    var answer = admin.providerKeys().rewrapSecrets(RewrapSecretsRequest.getDefaultInstance());
    assertThat(answer.getRewrapped()).isOne();
    assertThat(answer.getRemaining()).isZero();
    assertThat(secrets()).isEqualTo(Map.of(BEFORE.primary(), 0L, ofKms, 1L));
    try (var replica = new KeyReplica(admin, settings(kms.endpoint()))) {
      await().until(() -> replica.sent("openai").equals("Bearer " + KEY.text()));
    }
  }

  @Test
  void withoutKmsNothingIsSealedNothingIsLostAndTheReasonIsTold() throws Exception {
    gate.set(Mode.RESET);
    var set =
        TestAdmin.failure(() ->
            admin
                .providerKeys()
                .setProviderKey(
                    SetProviderKeyRequest.newBuilder()
                        .setProvider("anthropic")
                        .setKey("sk-ant-planted")
                        .build()));
    var rewrap =
        TestAdmin.failure(
            () -> admin.providerKeys().rewrapSecrets(RewrapSecretsRequest.getDefaultInstance()));
    for (var refusal : List.of(set, rewrap)) {
      assertThat(refusal.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(refusal.getStatus().getDescription())
          .contains("cannot be used now: AWS KMS cannot be reached")
          .doesNotContain("planted");
    }
    assertThat(admin.query("SELECT provider || ' ' || sealed_with FROM authz.provider_key"))
        .containsExactly("openai " + BEFORE.primary());
    gate.set(Mode.OPEN);
    assertThat(
            admin
                .providerKeys()
                .rewrapSecrets(RewrapSecretsRequest.getDefaultInstance())
                .getRewrapped())
        .isOne();
  }
}
