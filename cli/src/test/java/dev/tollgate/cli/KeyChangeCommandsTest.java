package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.CloseKeyRequest;
import dev.tollgate.proto.admin.v1.CloseKeyResponse;
import dev.tollgate.proto.admin.v1.Key;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.Names;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyResponse;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyChangeCommandsTest {
  private static final OrganizationKey KEY =
      OrganizationKey.newBuilder()
          .setKeyId("k-1")
          .setPrefix("pk_test_f307")
          .setName("ci")
          .setOrganization("acme")
          .setEnvironment("test")
          .setStatus("active")
          .setExpiresAt(Timestamp.newBuilder().setSeconds(1_775_001_600))
          .setLastUsed(Timestamp.newBuilder().setSeconds(1_767_225_600))
          .setLastUsedIp("192.0.2.7")
          .setReplacedBy("k-2")
          .setOverlapEndsAt(Timestamp.newBuilder().setSeconds(1_767_312_000))
          .setRestrictions(
              KeyRestrictions.newBuilder()
                  .setAllowedModels(Names.newBuilder().addNames("gpt-4o*").addNames("o3"))
                  .setAllowedIps(Names.getDefaultInstance())
                  .setRequestCostMaxNanocredits(500_000_000))
          .build();

  private final FakeAdmin admin = new FakeAdmin();

  KeyChangeCommandsTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static Key key() {
    return Key.newBuilder().setOrganizationKey(KEY).build();
  }

  @Test
  void anUpdateNamesWhatChangesAndNothingElse() {
    admin.answer(UpdateKeyResponse.newBuilder().setKey(key()).build());
    var run =
        Run.against(
            admin, "key", "update", "k-1", "--model=o3", "--request-cost-max=0.5", "--any=ips");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines().get(1))
        .endsWith("k-2          models gpt-4o*,o3; ips none; cost 0.5");
    assertThat(admin.requests)
        .containsExactly(
            UpdateKeyRequest.newBuilder()
                .setKeyId("k-1")
                .setRestrictions(
                    KeyRestrictions.newBuilder()
                        .setAllowedModels(Names.newBuilder().addNames("o3"))
                        .setRequestCostMaxNanocredits(500_000_000))
                .setUpdateMask(
                    FieldMask.newBuilder()
                        .addPaths("allowed_models")
                        .addPaths("request_cost_max_nanocredits")
                        .addPaths("allowed_ips"))
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--any=all", "--any=ips --ip=::1", "--any=cost --any=cost", ""})
  void anUpdateThatMakesNoSenseIsNotSent(String options) {
    var run = Run.against(admin, ("key update k-1 " + options).strip().split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void aRotationShowsTheNewKeyOnceAndUntilWhenTheOldOneWorks() {
    var successor = KEY.toBuilder().setKeyId("k-2").clearReplacedBy().clearOverlapEndsAt();
    admin.answer(
        RotateKeyResponse.newBuilder()
            .setApiKey("pk_test_secret")
            .setKey(Key.newBuilder().setOrganizationKey(successor))
            .setReplaced(key())
            .build());
    var run = Run.against(admin, "key", "rotate", "k-1");
    assertThat(run.outLines()).hasSize(5).endsWith("", "pk_test_secret");
    assertThat(run.outLines().get(1)).startsWith("k-2 ").contains("2026-04-01T00:00:00Z");
    assertThat(run.outLines().get(2))
        .startsWith("k-1 ")
        .contains(" test ", "2026-01-01T00:00:00Z  192.0.2.7  2026-01-02T00:00:00Z  k-2 ");
  }

  @ParameterizedTest
  @CsvSource({"7d, 604800", "12h, 43200", "90s, 90", "1m, 60", "0, 0"})
  void theOverlapIsWrittenInUnits(String text, long seconds) {
    admin.answer(RotateKeyResponse.getDefaultInstance());
    assertThat(Run.against(admin, "key", "rotate", "k-1", "--overlap", text).exitCode()).isZero();
    assertThat(admin.requests)
        .containsExactly(
            RotateKeyRequest.newBuilder()
                .setKeyId("k-1")
                .setOverlap(Duration.newBuilder().setSeconds(seconds))
                .build());
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "d", "-1d", "1w", "1234567d"})
  void anOverlapThatIsNoTimeIsNotSent(String text) {
    var run = Run.against(admin, "key", "rotate", "k-1", "--overlap=" + text);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("write for example 7d");
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void closingNamesTheOldKey() {
    admin.answer(CloseKeyResponse.newBuilder().setKey(key()).build());
    assertThat(Run.against(admin, "key", "close", "k-1").outLines()).hasSize(2);
    assertThat(admin.requests)
        .containsExactly(CloseKeyRequest.newBuilder().setKeyId("k-1").build());
  }
}
