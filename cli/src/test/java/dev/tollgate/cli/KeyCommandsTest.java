package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysResponse;
import dev.tollgate.proto.admin.v1.Names;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyResponse;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.Status;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class KeyCommandsTest {
  private static final UserKey KEY =
      UserKey.newBuilder()
          .setKeyId("k-1")
          .setKeyName("laptop")
          .setKeyPrefix("uc_f307")
          .setUserId("alice@example.org")
          .setStatus("active")
          .addPermissions("llm:inference")
          .addPermissions("llm:models")
          .setCreatedAt(Timestamp.newBuilder().setSeconds(1_767_225_600).setNanos(7))
          .setExpiresAt(Timestamp.newBuilder().setSeconds(1_775_001_600))
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  KeyCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  @Test
  void createShowsTheKeyOnce() {
    admin.answer(CreateUserKeyResponse.newBuilder().setApiKey("uc_secret").setKey(KEY).build());
    var run = Run.against(admin, "key", "create", "--user", "alice@example.org");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "KEY ID  USER               PERMISSIONS               EXPIRES",
            "k-1     alice@example.org  llm:inference,llm:models  2026-04-01T00:00:00Z",
            "",
            "uc_secret");
    assertThat(admin.requests)
        .containsExactly(
            CreateUserKeyRequest.newBuilder()
                .setUserId("alice@example.org")
                .setName("cli")
                .setRestrictions(KeyRestrictions.getDefaultInstance())
                .build());
  }

  @Test
  void theFirstKeyOfThePlatformIsAnnouncedAsTheBootstrapKeysEnd() {
    admin.answer(CreateUserKeyResponse.newBuilder().setApiKey("uc_secret").setKey(KEY).build());
    var platform = Run.against(admin, "key", "create", "--user=root", "--permission=platform:*");
    assertThat(platform.errLines())
        .containsExactly(
            "From now on the bootstrap key (ADMIN_API_KEY) is refused: set TOLLGATE_ADMIN_KEY to"
                + " this key.");
    assertThat(platform.outLines()).endsWith("uc_secret").hasSize(4);
    var other = Run.against(admin, "key", "create", "--user=ann", "--permission=admin:*");
    assertThat(other.err()).isEmpty();
    admin.fail(Status.INVALID_ARGUMENT.asRuntimeException());
    var refused = Run.against(admin, "key", "create", "--user=root", "--permission=platform:*");
    assertThat(refused.err()).doesNotContain("bootstrap");
  }

  @Test
  void createSendsEveryOption() {
    admin.answer(CreateUserKeyResponse.getDefaultInstance());
    Run.against(
        admin,
        "key",
        "create",
        "--user=bob",
        "--name=ci",
        "--expires-in-days=7",
        "--permission=llm:models",
        "--permission=admin:*",
        "--organization=acme",
        "--model=gpt-4o*",
        "--model=o3",
        "--ip=10.0.0.0/8",
        "--request-cost-max=0.000000001");
    assertThat(admin.requests)
        .containsExactly(
            CreateUserKeyRequest.newBuilder()
                .setUserId("bob")
                .setName("ci")
                .setExpiresInDays(7)
                .addPermissions("llm:models")
                .addPermissions("admin:*")
                .setOrganization("acme")
                .setRestrictions(
                    KeyRestrictions.newBuilder()
                        .setAllowedModels(Names.newBuilder().addNames("gpt-4o*").addNames("o3"))
                        .setAllowedIps(Names.newBuilder().addNames("10.0.0.0/8"))
                        .setRequestCostMaxNanocredits(1))
                .build());
  }

  @Test
  void listAlignsItsColumnsAndSaysThatThereAreMore() {
    admin.answer(ListUserKeysResponse.newBuilder().addKeys(KEY).setNextPageToken("t-2").build());
    var run = Run.against(admin, "key", "list", "--user", "alice@example.org", "--limit", "1");
    assertThat(run.outLines())
        .containsExactly(
            "KEY ID  PREFIX   NAME    OWNER              ENV  STATUS  CREATED               LAST"
                + " USED  FROM  EXPIRES               REPLACED BY  RESTRICTED TO",
            "k-1     uc_f307  laptop  alice@example.org  -    active  2026-01-01T00:00:00Z  -    "
                + "      -     2026-04-01T00:00:00Z  -            -");
    assertThat(run.errLines()).containsExactly("There are more: --page-token t-2");
    assertThat(admin.requests)
        .containsExactly(
            ListUserKeysRequest.newBuilder().setUserId("alice@example.org").setPageSize(1).build());
  }

  @Test
  void jsonKeepsTheProtocolsNames() {
    admin.answer(ListUserKeysResponse.newBuilder().addKeys(KEY).build());
    var run = Run.against(admin, "key", "list", "--json");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("\"key_id\": \"k-1\"", "\"is_active\": false", "\"next_page_token\": \"\"");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void revokeSaysWhy() {
    admin.answer(
        RevokeUserKeyResponse.newBuilder().setKey(KEY.toBuilder().setStatus("revoked")).build());
    var run = Run.against(admin, "key", "revoke", "k-1", "--reason", "left");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("revoked");
    assertThat(admin.requests)
        .containsExactly(
            RevokeUserKeyRequest.newBuilder().setKeyId("k-1").setReason("left").build());
  }

  @Test
  void aNameCannotSteerTheTerminal() {
    var hostile = KEY.toBuilder().setKeyName("\u001b[2Jgone\n").build();
    admin.answer(ListUserKeysResponse.newBuilder().addKeys(hostile).build());
    assertThat(Run.against(admin, "key", "list").out())
        .contains("?[2Jgone?")
        .doesNotContain("\u001b");
  }
}
