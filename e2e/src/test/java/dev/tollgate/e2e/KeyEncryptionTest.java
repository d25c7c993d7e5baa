package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.TcpGate;
import dev.tollgate.local.TestKms;
import dev.tollgate.proto.admin.v1.EncryptionKey;
import dev.tollgate.proto.admin.v1.GetEncryptionRequest;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.admin.v1.RewrapSecretsRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The key-encryption key of a running system moves from a file to AWS KMS. */
@ExtendWith(SharedGateway.class)
final class KeyEncryptionTest {
  private static final String PROVIDER = "openai";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration UNDER_LOAD = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final TestKms kms;
  private final String ofKms;

  @TempDir private Path directory;

  KeyEncryptionTest(Gateway gateway) throws IOException {
    this.gateway = gateway;
    this.kms = TestKms.shared();
    this.ofKms = "aws-kms:" + kms.createKey();
  }

  private Path secret(String name) {
    return gateway.system.settings().state().resolve("secrets").resolve(name);
  }

  private String ofFile() {
    return "file:" + secret("key-encryption-key");
  }

  /** Of a server that has these key-encryption keys, and credentials that moto believes. */
  private static Map<String, String> environment(String endpoint, String... keys) {
    return Map.of(
        "TOLLGATE_AUTHZ_PROVIDER_KEYS_SOURCE", "database",
        "TOLLGATE_AUTHZ_ENCRYPTION_KEYS", String.join(",", keys),
        "TOLLGATE_AUTHZ_ENCRYPTION_AWS_KMS_ENDPOINT", endpoint,
        "AWS_ACCESS_KEY_ID", "test",
        "AWS_SECRET_ACCESS_KEY", "test");
  }

  /** A sidecar that opens with what the file has, and whatever it is given at its next start. */
  private static final class Opening implements Sidecar.Wiring {
    private final Map<String, String> environment = new HashMap<>();

    void with(String endpoint, String... keys) {
      environment.putAll(KeyEncryptionTest.environment(endpoint, keys));
    }

    @Override
    public Map<String, String> environment() {
      return environment;
    }
  }

  @Test
  void everyRequestIsAnsweredWhileSecretsAreSealedAnewAndThenTheFileIsNotNeeded() throws Exception {
    var caller = gateway.caller(10_000_000_000L);
    var opening = new Opening();
    set();
    try (var gate = new TcpGate(kms.port(), TcpGate.Mode.OPEN);
        var admin =
            new AdminServer(gateway, directory, environment(kms.endpoint(), ofKms, ofFile()));
        var sidecar = sidecar(opening, gate.url())) {
      admin.awaitReady();
      await().atMost(SOON).until(() -> sidecar.use(caller.apiKey()).statusCode() == 200);
      assertThat(secrets(admin).values()).containsExactly(0L, 1L);
      rewrap(admin);
      await().atMost(SOON).until(() -> gate.taken() > 0); // its first call takes longest
      assertThat(statusesWhileSealedAnew(caller, sidecar, admin)).containsOnly(200);
      assertThat(secrets(admin).values()).containsExactly(1L, 0L);
      opening.with(kms.endpoint(), ofKms);
      sidecar.authz.stop();
      sidecar.authz.start();
      sidecar.authz.awaitReady();
      await().atMost(SOON).until(() -> sidecar.use(caller.apiKey()).statusCode() == 200);
      assertThat(sidecar.metric("tollgate_providers_unreadable_keys")).isZero();
    } finally {
      gateway
          .providerKeys()
          .removeProviderKey(RemoveProviderKeyRequest.newBuilder().setProvider(PROVIDER).build());
    }
  }

  /** As the gateway's own administrators do, whose server has the file alone. */
  private void set() throws IOException {
    var key = Files.readString(secret("mock-openai-key"));
    var request = SetProviderKeyRequest.newBuilder().setProvider(PROVIDER).setKey(key).build();
    assertThat(gateway.providerKeys().setProviderKey(request).getKey().getSource())
        .isEqualTo("database");
  }

  /** The new key is known there before it seals. */
  private Sidecar sidecar(Opening opening, String endpoint) throws IOException {
    opening.with(endpoint, ofFile(), ofKms);
    return new Sidecar(gateway, opening);
  }

  private static void rewrap(AdminServer admin) throws IOException {
    var answer = admin.providerKeys().rewrapSecrets(RewrapSecretsRequest.getDefaultInstance());
    assertThat(answer.getRewrapped()).isOne();
    assertThat(answer.getRemaining()).isZero();
  }

  /** How many secrets each key-encryption key has sealed; the primary one is first. */
  private static Map<String, Long> secrets(AdminServer admin) throws IOException {
    var answer = admin.providerKeys().getEncryption(GetEncryptionRequest.getDefaultInstance());
    assertThat(answer.getUnreadableList()).isEmpty();
    return answer.getKeysList().stream()
        .collect(
            Collectors.toMap(
                EncryptionKey::getId, EncryptionKey::getSecrets, Long::sum, LinkedHashMap::new));
  }

  /** Twenty requests a second, while the key is set and sealed anew as often as there is time. */
  private Set<Integer> statusesWhileSealedAnew(
      Gateway.Caller caller, Sidecar sidecar, AdminServer admin) throws Exception {
    var load = new Load(gateway, caller, List.of(sidecar.url()));
    try (var thread = Executors.newVirtualThreadPerTaskExecutor()) {
      var requests =
          thread.submit(() -> {
            load.run(UNDER_LOAD);
            return load.statuses();
          });
      do {
        set();
        rewrap(admin);
      } while (!requests.isDone());
      return requests.get();
    }
  }
}
