package dev.tollgate.cli;

import static dev.tollgate.cli.OldTokens.ANTHROPIC;
import static dev.tollgate.cli.OldTokens.KEY;
import static dev.tollgate.cli.OldTokens.OF_OTHER_KEY;
import static dev.tollgate.cli.OldTokens.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that users and organizations brought along, of the gateway and of Keycloak. */
final class ImportOwnKeysCommandTest {
  private static final String ATTRIBUTES = "id,name,value,user_id,long_value\n";

  private final FakeAdmin admin = new FakeAdmin();

  @TempDir Path directory;

  ImportOwnKeysCommandTest() throws IOException {
    admin.answerBy(ImportOwnKeysCommandTest::takeAll);
  }

  private static Message takeAll(Message message) {
    var response = ImportProviderKeysResponse.newBuilder();
    for (int i = 0; i < ((ImportProviderKeysRequest) message).getKeysCount(); i++) {
      response.addOutcomes(ImportOutcome.newBuilder().setResult("imported").setId("byok_1"));
    }
    return response.build();
  }

  @BeforeEach
  void writeKey() throws IOException {
    Files.writeString(directory.resolve("old-key"), KEY);
  }

  @AfterEach
  void close() {
    admin.close();
  }

  private void write(String table, String csv) throws IOException {
    Files.writeString(directory.resolve(table + ".csv"), csv);
  }

  private Run importKeys(String... options) {
    var args = new ArrayList<>(List.of("import", "provider-keys", "--from", directory.toString()));
    args.addAll(List.of("--key-file", directory.resolve("old-key").toString()));
    args.addAll(List.of(options));
    var run = Run.against(admin, args.toArray(String[]::new));
    assertThat(run.out() + run.err()).doesNotContain("planted", KEY);
    return run;
  }

  private List<ImportedProviderKey> sent() {
    return admin.requests.stream()
        .flatMap(request -> ((ImportProviderKeysRequest) request).getKeysList().stream())
        .toList();
  }

  private ImportedOwnKey onlySent() {
    assertThat(sent()).hasSize(1);
    return sent().getFirst().getOwn();
  }

  @Test
  void attributesOfAUserMakeOneCredentialOfEachProvider() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,u-1,\n".formatted(OPENAI)
            + "a2,byok_openai_label,team account,u-1,\n"
            + "a3,byok_together_ai_key,,u-1,%s\n".formatted(ANTHROPIC)
            + "a4,byok_openai_endpoint,https://eu.example/v1,u-1,\n"
            + "a5,byok_openai_added_date,2025-02-01T09:30:00.250000,u-1,\n"
            + "a6,byok_openai_last_tested,2025-03-01T10:00:00,u-1,\n"
            + "a7,byok_openai_test_status,Valid,u-1,\n"
            + "a8,byok_groq_label,without a key,u-1,\n"
            + "a9,phone,123,u-1,\n"
            + "b1,byok_key,%s,u-1,\n".formatted(OPENAI)
            + "b2,my_byok_openai_key,%s,u-1,\n".formatted(OPENAI));
    write(
        "user_entity",
        "id,email,email_verified,enabled,username\nu-1,ada@example.org,t,t,ada\nu-9,x@y.z,t,t,x\n");
    var run = importKeys("--source=ops");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "TABLE           TAKEN  REVOKED  UNCHANGED  REFUSED",
            "user_attribute  2      0        0          0");
    assertThat(((ImportProviderKeysRequest) admin.requests.getFirst()).getSource())
        .isEqualTo("ops");
    assertThat(sent())
        .extracting(key -> key.getProvider() + " " + key.getKey())
        .containsExactly("openai sk-planted-openai-key", "together sk-ant-planted-anthropic-key");
    var own = sent().getFirst().getOwn();
    assertThat(own.getUserId() + " " + own.getEmail()).isEqualTo("u-1 ada@example.org");
    assertThat(own.getLabel() + " " + own.getEndpoint() + " " + own.getTestStatus())
        .isEqualTo("team account https://eu.example/v1 valid");
    assertThat(Timestamps.toString(own.getAddedAt())).isEqualTo("2025-02-01T09:30:00.250Z");
    assertThat(Timestamps.toString(own.getTestedAt())).isEqualTo("2025-03-01T10:00:00Z");
  }

  @Test
  void usersWhoAreOffHaveNoneAndAnAddressThatIsNotVerifiedIsNobodys() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,off,\na2,byok_openai_key,%s,eve,\n".formatted(OPENAI, OPENAI));
    write(
        "user_entity", "id,email,email_verified,enabled\noff,a@b.c,t,f\neve,ada@example.org,f,t\n");
    assertThat(importKeys().exitCode()).isZero();
    assertThat(onlySent().getUserId()).isEqualTo("eve");
    assertThat(onlySent().getEmail()).isEmpty();
  }

  @Test
  void usersWhoAreOffInTheGatewayHaveNoneWhereverTheirKeysAre() throws IOException {
    write(
        "users",
        """
        id,email,status,is_active
        off,a@b.c,,f
        gone,c@d.e,deleted,
        on,e@f.g,,t
        odd,g@h.i,,perhaps
        """);
    write(
        "encrypted_credentials",
        """
        id,user_id,service,encrypted_value
        1,off,openai,%s
        2,gone,openai,%s
        3,on,openai,%s
        4,odd,openai,%s
        """
            .formatted(OPENAI, OPENAI, OPENAI, OPENAI));
    write("user_attribute", ATTRIBUTES + "a1,byok_openai_key,%s,off,\n".formatted(OPENAI));
    assertThat(importKeys().exitCode()).isZero();
    assertThat(sent()).extracting(key -> key.getOwn().getUserId()).containsExactly("on", "odd");
  }

  @Test
  void whetherAKeyCountsMustBeReadable() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,u-1,\na2,byok_openai_key,%s,u-2,\n".formatted(OPENAI, OPENAI));
    write(
        "user_entity",
        "id,email,email_verified,enabled\nu-1,a@b.c,t,perhaps\nu-2,b@c.d,perhaps,t\n");
    write(
        "encrypted_credentials",
        "id,user_id,service,encrypted_value,is_active\n1,u-1,openai,%s,on\n".formatted(OPENAI));
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " "))
        .contains("encrypted_credentials 1 is_active must be true or false")
        .contains("user_attribute u-1/byok_openai_key is_active must be true or false")
        .contains("user_attribute u-2/byok_openai_key email_verified must be true or false");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void withoutTheTableOfUsersOrTheColumnIdsAndAddressesCountAsTheyAre() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES + "a1,byok_openai_key,%s,ada@example.org,\n".formatted(OPENAI));
    importKeys();
    assertThat(onlySent().getEmail()).isEqualTo("ada@example.org");
    admin.requests.clear();
    write("user_entity", "id,email\nada@example.org,bea@example.org\n");
    importKeys();
    assertThat(onlySent().getEmail()).isEqualTo("bea@example.org");
  }

  @Test
  void aKeyThatStandsThereTwiceIsRefusedByItsName() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,u-1,\na2,byok_openai_key,%s,u-1,\n"
                .formatted(OPENAI, ANTHROPIC));
    var run = importKeys("--dry-run");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("user_attribute  u-1/byok_openai_key  key    has several values there");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aTimeThatIsNoneIsLeftOutAndKeepsNoKeyBack() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,u-1,\n".formatted(OPENAI)
            + "a2,byok_openai_added_date,Unknown,u-1,\na3,byok_openai_last_tested,None,u-1,\n");
    assertThat(importKeys().exitCode()).isZero();
    assertThat(onlySent().hasAddedAt() || onlySent().hasTestedAt()).isFalse();
  }

  @Test
  void encryptedCredentialsAreTheirOwnersAndServiceCredentialsThePlatforms() throws IOException {
    write("organizations", "id,name,slug\n7,Acme,acme-old\n");
    write(
        "encrypted_credentials",
        "id,user_id,organization_id,service,encrypted_value,encrypted_at\n"
            + "1,ada@example.org,7,openai,%s,2025-02-01 09:30:00\n".formatted(OPENAI)
            + "2,,7,openai,%s,\n3,,,openai,%s,\n".formatted(OPENAI, OPENAI));
    write(
        "service_credentials",
        "id,user_id,service,encrypted_value\n4,root,openai,%s\n".formatted(OPENAI));
    assertThat(importKeys().exitCode()).isZero();
    assertThat(sent())
        .extracting(ImportedProviderKey::hasOwn)
        .containsExactly(false, true, true, false);
    var user = sent().get(1).getOwn();
    assertThat(user.getUserId() + " " + user.getEmail())
        .isEqualTo("ada@example.org ada@example.org");
    assertThat(Timestamps.toString(user.getAddedAt())).isEqualTo("2025-02-01T09:30:00Z");
    var organization = sent().get(2).getOwn();
    assertThat(organization.getOrganizationId() + " " + organization.getSlug())
        .isEqualTo("7 acme-old");
  }

  @Test
  void aKeyThatOpensOnlyOthersRowsStopsNothing() throws IOException {
    write(
        "user_attribute",
        ATTRIBUTES
            + "a1,byok_openai_key,%s,u-1,\na2,byok_groq_key,%s,u-1,\n"
                .formatted(OPENAI, OF_OTHER_KEY));
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("u-1/byok_groq_key  key    does not open with");
    assertThat(sent()).hasSize(1);
  }

  @Test
  void aTableOfAnotherMeaningIsToldToLackItsColumns() throws IOException {
    write("user_attribute", "id,attribute\n1,x\n");
    var run = importKeys();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("the table user_attribute lacks the column user_id", "long_value or value");
  }
}
