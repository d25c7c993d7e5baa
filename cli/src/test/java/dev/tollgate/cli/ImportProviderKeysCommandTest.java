package dev.tollgate.cli;

import static dev.tollgate.cli.OldTokens.ANTHROPIC;
import static dev.tollgate.cli.OldTokens.CLOUDFLARE;
import static dev.tollgate.cli.OldTokens.KEY;
import static dev.tollgate.cli.OldTokens.OF_OTHER_KEY;
import static dev.tollgate.cli.OldTokens.OPENAI;
import static dev.tollgate.cli.OldTokens.OTHER_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProblem;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform's keys; those of others: {@link ImportOwnKeysCommandTest}. */
final class ImportProviderKeysCommandTest {
  private static final String PROVIDERS = "id,name,type,encrypted_api_key,enabled\n";

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  ImportProviderKeysCommandTest() throws IOException {
    admin.answerBy(ImportProviderKeysCommandTest::judge);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  /** Takes every key but Cloudflare's. */
  private static Message judge(Message message) {
    var response = ImportProviderKeysResponse.newBuilder();
    for (var key : ((ImportProviderKeysRequest) message).getKeysList()) {
      response.addOutcomes(
          key.getProvider().equals("cloudflare")
              ? ImportOutcome.newBuilder()
                  .setResult("refused")
                  .addProblems(ImportProblem.newBuilder().setField("provider").setReason("is none"))
              : ImportOutcome.newBuilder().setResult("imported").setId("pkey_1"));
    }
    return response.build();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  private Run importKeys(String... options) throws IOException {
    write("old-key", KEY + "\n");
    return importWith(
        "--key-file", directory.resolve("old-key").toString(), String.join(" ", options).strip());
  }

  private Run importWith(String... options) {
    var args = new ArrayList<>(List.of("import", "provider-keys", "--from", directory.toString()));
    args.addAll(List.of(options));
    args.removeIf(String::isEmpty);
    var run = Run.against(admin, args.toArray(String[]::new));
    assertThat(run.out() + run.err()).doesNotContain("planted", KEY, OTHER_KEY);
    return run;
  }

  private List<ImportedProviderKey> sent() {
    return admin.requests.stream()
        .flatMap(request -> ((ImportProviderKeysRequest) request).getKeysList().stream())
        .toList();
  }

  @Test
  void keysOfEveryTableAreSentInTheClearToTheirProvidersAndWhatBecameOfEachIsSaid()
      throws IOException {
    write(
        "llm_providers.csv",
        PROVIDERS
            + "1,OpenAI,openai,%s,t\n2,Local,local,,t\n3,Off,groq,%s,f\n"
                .formatted(OPENAI, OPENAI));
    write(
        "service_credentials.csv",
        "id,user_id,service,credential_type,encrypted_value,is_active\n"
            + "c1,u,Anthropic,api_key,%s,t\nc2,u,cloudflare,api_token,%s,t\n"
                .formatted(ANTHROPIC, CLOUDFLARE));
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.outLines())
        .containsExactly(
            "TABLE                TAKEN  REVOKED  UNCHANGED  REFUSED",
            "llm_providers        1      0        0          0",
            "service_credentials  1      0        0          1",
            "",
            "ROWS  REASON",
            "1     provider is none",
            "",
            "TABLE                ID  FIELD     REASON",
            "service_credentials  c2  provider  is none");
    assertThat(sent())
        .extracting(key -> key.getProvider() + " " + key.getKey())
        .containsExactly(
            "openai sk-planted-openai-key",
            "anthropic sk-ant-planted-anthropic-key",
            "cloudflare token-of-cloudflare");
  }

  @Test
  void theWrongKeyIsToldAndNothingIsSent() throws IOException {
    write("llm_providers.csv", PROVIDERS + "1,OpenAI,openai,%s,t\n".formatted(OF_OTHER_KEY));
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("does not open any of 1 encrypted rows", "Nothing was imported");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aRowThatDoesNotOpenIsNamedAndTheOthersAreTaken() throws IOException {
    write(
        "llm_providers.csv",
        PROVIDERS
            + "1,OpenAI,openai,%s,t\n2,Groq,groq,%s,t\n3,Mistral,mistral,in-the-clear,t\n"
                .formatted(OPENAI, OF_OTHER_KEY));
    var run = importKeys("--dry-run");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("WOULD TAKE", "2     key does not open with");
    assertThat(sent()).extracting(ImportedProviderKey::getProvider).containsExactly("openai");
    assertThat(((ImportProviderKeysRequest) admin.requests.getFirst()).getDryRun()).isTrue();
  }

  @Test
  void severalOldKeysCountWhereTablesHadDifferentOnes() throws IOException {
    write("a", KEY);
    write("b", OTHER_KEY);
    write(
        "encrypted_credentials.csv",
        "id,service,encrypted_value\n1,openai,%s\n2,groq,%s\n".formatted(OPENAI, OF_OTHER_KEY));
    var run =
        importWith(
            "--key-file",
            directory.resolve("a").toString(),
            "--key-file",
            directory.resolve("b").toString());
    assertThat(run.exitCode()).isZero();
    assertThat(sent()).hasSize(2);
  }

  @Test
  void anOldKeyThatIsMissingOrNoneIsMisuse() throws IOException {
    write("llm_providers.csv", PROVIDERS + "1,OpenAI,openai,%s,t\n".formatted(OPENAI));
    assertThat(importWith().err()).contains("BYOK_ENCRYPTION_KEY or ENCRYPTION_KEY");
    write("bad", "planted");
    var run = importWith("--key-file", directory.resolve("bad").toString());
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is no Fernet key");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void providersAreCalledAsTheyAreHere() throws IOException {
    write(
        "llm_providers.csv",
        "id,name,encrypted_api_key\n1,Gemini,%s\n2,together-ai,%s\n3,our-vllm,%s\n"
            .formatted(OPENAI, OPENAI, OPENAI));
    importKeys();
    assertThat(sent())
        .extracting(ImportedProviderKey::getProvider)
        .containsExactly("google", "together", "our-vllm");
  }
}
