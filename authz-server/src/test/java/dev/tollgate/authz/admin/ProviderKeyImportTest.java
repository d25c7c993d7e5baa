package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import io.grpc.Status.Code;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ProviderKeyImportTest {
  private static final String KEY = "sk-planted-imported-key";

  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    var kek = Secret.of("kek_" + "i".repeat(43));
    admin =
        new TestAdmin(
            new ProviderKeySettings(
                ProviderSamples.configured(),
                KeySource.DATABASE,
                new EncryptionConfig(List.of(kek)).sealer()));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @BeforeEach
  void removeKeys() throws SQLException {
    admin.execute("DELETE FROM authz.provider_key");
  }

  private static ImportedProviderKey key(String provider, String text) {
    return ImportedProviderKey.newBuilder().setProvider(provider).setKey(text).build();
  }

  private static List<ImportOutcome> run(boolean dryRun, ImportedProviderKey... keys) {
    var request = ImportProviderKeysRequest.newBuilder().setDryRun(dryRun);
    Stream.of(keys).forEach(request::addKeys);
    return admin.providerKeys().importProviderKeys(request.build()).getOutcomesList();
  }

  private static List<String> results(boolean dryRun, ImportedProviderKey... keys) {
    return run(dryRun, keys).stream().map(ImportOutcome::getResult).toList();
  }

  private static List<String> stored() throws SQLException {
    return admin.query("SELECT provider || ' ' || masked FROM authz.provider_key ORDER BY 1");
  }

  @Test
  void aKeyIsImportedOnceAndRepeatingItChangesNothing() throws Exception {
    assertThat(results(false, key("openai", KEY))).containsExactly("imported");
    assertThat(stored()).containsExactly("openai sk-p...-key");
    assertThat(results(false, key("openai", KEY), key("openai", KEY)))
        .containsExactly("unchanged", "unchanged");
    assertThat(
            admin.query(
                "SELECT subject FROM authz.audit_event WHERE action = 'provider_key.imported'"))
        .containsExactly("openai");
  }

  @Test
  void aKeyThatIsHereIsNeverReplaced() throws Exception {
    admin
        .providerKeys()
        .setProviderKey(
            SetProviderKeyRequest.newBuilder()
                .setProvider("openai")
                .setKey("sk-planted-set-by-hand")
                .build());
    var outcome = run(false, key("openai", KEY)).getFirst();
    assertThat(outcome.getResult()).isEqualTo("refused");
    assertThat(outcome.getProblems(0).getReason()).startsWith("has another key here, which stays");
    assertThat(stored()).containsExactly("openai sk-p...hand");
  }

  @Test
  void aDryRunSaysTheSameAndStoresNothing() throws Exception {
    var keys =
        new ImportedProviderKey[] {
          key("openai", KEY),
          key("openai", KEY),
          key("openai", "sk-planted-another-key"),
          key("anthropic", "sk-ant-planted-key"),
          key("anthropic", KEY)
        };
    var judged = results(true, keys);
    assertThat(judged).containsExactly("imported", "unchanged", "refused", "imported", "refused");
    assertThat(stored()).isEmpty();
    assertThat(results(false, keys)).isEqualTo(judged);
  }

  @Test
  void whatCannotBeAKeyOfAProviderHereIsRefusedByFieldAndTheRestIsTaken() throws Exception {
    var outcomes =
        run(
            false,
            key("cloudflare", "token-planted"),
            key("openai", "sk-planted\n"),
            key("openai", "AIza-planted"),
            key("anthropic", "sk-ant-planted-key"));
    assertThat(outcomes)
        .extracting(ImportOutcome::getResult)
        .containsExactly("refused", "refused", "refused", "imported");
    assertThat(outcomes.getFirst().getProblems(0).getField()).isEqualTo("provider");
    assertThat(outcomes.get(1).getProblems(0).getField()).isEqualTo("key");
    assertThat(outcomes.toString()).doesNotContain("planted");
  }

  @Test
  void aKeyThatLooksLikeAnothersIsTakenWithForce() {
    var forced = key("openai", "AIza-planted").toBuilder().setForce(true).build();
    assertThat(results(false, forced)).containsExactly("imported");
  }

  @Test
  void tooManyAtOnceAndAServerWithoutAnythingToEncryptWithAreRefused() throws IOException {
    var keys = ImportProviderKeysRequest.newBuilder();
    for (int i = 0; i <= 100; i++) {
      keys.addKeys(key("openai", KEY));
    }
    var refusal = TestAdmin.failure(() -> admin.providerKeys().importProviderKeys(keys.build()));
    assertThat(refusal.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    try (var without = new TestAdmin()) {
      var none =
          TestAdmin.failure(() ->
              without
                  .providerKeys()
                  .importProviderKeys(ImportProviderKeysRequest.getDefaultInstance()));
      assertThat(none.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    }
  }
}
