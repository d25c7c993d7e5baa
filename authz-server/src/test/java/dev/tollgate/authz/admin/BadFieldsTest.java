package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no request may hold is the field's problem, by its name, and nothing is stored. */
final class BadFieldsTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private static CreateUserKeyRequest.Builder create(String user) {
    return CreateUserKeyRequest.newBuilder().setUserId(user).setName("laptop");
  }

  private static Map<String, String> problems(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    assertThat(error.getStatus().getCode()).as(error.getMessage()).isEqualTo(Code.INVALID_ARGUMENT);
    return GrpcErrors.fieldProblemsOf(error);
  }

  /** PostgreSQL takes no NUL: it must not look like an outage of the database. */
  @ParameterizedTest
  @ValueSource(strings = {"a\0", "a\n", "a\u007f", "a\u2028", "a\u2029"})
  void aCharacterThatNobodySeesIsNamedInEveryField(String bad) {
    var create = create(bad).setName(bad).setOrganization(bad).build();
    assertThat(problems(() -> admin.keys().createUserKey(create)))
        .containsOnlyKeys("user_id", "name", "organization");
    var list = ListUserKeysRequest.newBuilder().setUserId(bad).setPageToken(bad).build();
    assertThat(problems(() -> admin.keys().listUserKeys(list)))
        .containsOnlyKeys("user_id", "page_token");
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId(bad).setReason(bad).build();
    assertThat(problems(() -> admin.keys().revokeUserKey(revoke)))
        .containsOnlyKeys("key_id", "reason");
  }

  /** It would be stored, or repeated where errors are logged. */
  @Test
  void aWholeKeyIsTakenInNoFieldAndNotRepeated() {
    var key = "pk_live_" + "k".repeat(43);
    var create = create(key).setName(key).build();
    assertThat(problems(() -> admin.keys().createUserKey(create)))
        .containsOnlyKeys("user_id", "name")
        .allSatisfy((field, problem) -> assertThat(problem).doesNotContain(key));
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId(key).setReason(key).build();
    assertThat(problems(() -> admin.keys().revokeUserKey(revoke)))
        .containsOnlyKeys("key_id", "reason");
  }

  @Test
  void everyTextHasALength() {
    var list =
        ListUserKeysRequest.newBuilder()
            .setUserId("u".repeat(256))
            .setPageSize(1_001)
            .setPageToken("k".repeat(65))
            .build();
    assertThat(problems(() -> admin.keys().listUserKeys(list)))
        .containsOnlyKeys("user_id", "page_size", "page_token");
    var create = create("u".repeat(256)).setOrganization("o".repeat(64)).build();
    assertThat(problems(() -> admin.keys().createUserKey(create)))
        .containsOnlyKeys("user_id", "organization");
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId("k".repeat(65)).build();
    assertThat(problems(() -> admin.keys().revokeUserKey(revoke))).containsOnlyKeys("key_id");
  }

  @Test
  void theLongestTextsAreStoredWhole() {
    var key =
        admin
            .keys()
            .createUserKey(create("ü".repeat(255)).setName("n".repeat(100)).build())
            .getKey();
    assertThat(key.getUserId()).isEqualTo("ü".repeat(255));
    assertThat(key.getKeyName()).isEqualTo("n".repeat(100));
    var revoke =
        RevokeUserKeyRequest.newBuilder()
            .setKeyId(key.getKeyId())
            .setReason("r".repeat(255))
            .build();
    assertThat(admin.keys().revokeUserKey(revoke).getKey().getStatus()).isEqualTo("revoked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t"})
  void nobodyHasNoName(String blank) {
    var request = create(blank).setName(blank).build();
    assertThat(problems(() -> admin.keys().createUserKey(request)))
        .containsOnlyKeys("user_id", "name");
  }

  @Test
  void aRefusedKeyLeavesNothingBehind() throws Exception {
    problems(() -> admin.keys().createUserKey(create("ghost").setExpiresInDays(400).build()));
    assertThat(admin.query("SELECT id FROM authz.app_user WHERE id = 'ghost'")).isEmpty();
    assertThat(admin.query("SELECT key_id FROM authz.api_key WHERE user_id = 'ghost'")).isEmpty();
  }

  @Test
  void permissionsAreASetOfKnownOnes() {
    var twice = create("pat").addAllPermissions(List.of("llm:models", "admin:*", "llm:models"));
    assertThat(admin.keys().createUserKey(twice.build()).getKey().getPermissionsList())
        .containsExactly("admin:*", "llm:models");
    for (var unknown : List.of("", "LLM:MODELS", "admin", "llm:inference ")) {
      var request = create("pat").addPermissions("llm:models").addPermissions(unknown).build();
      assertThat(problems(() -> admin.keys().createUserKey(request)))
          .containsOnlyKeys("permissions");
    }
  }
}
