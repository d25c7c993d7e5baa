package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.UpdateKeyRequest;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys are restricted, whatever their family. */
final class KeyUpdateTest extends KeysOfTwoOrganizations {
  KeyUpdateTest() throws IOException {}

  @Test
  void restrictionsAreStoredAndShownForBothKindsOfKeys() {
    var bare =
        RESTRICTIONS.toBuilder()
            .setAllowedIps(names("10.1.2.3/8", "192.0.2.7", "2001:DB8::1"))
            .build();
    assertThat(listed(userKey(bare).getKeyId()).getRestrictions()).isEqualTo(RESTRICTIONS);
    var key = organizationKey("acme", bare);
    assertThat(key.getRestrictions()).isEqualTo(RESTRICTIONS);
    assertThat(key.getEnvironment()).isEqualTo("test");
    var all = admin.keys().listOrganizationKeys(ListOrganizationKeysRequest.getDefaultInstance());
    assertThat(all.getKeysList()).containsExactly(key);
    var none = KeyRestrictions.newBuilder().setAllowedModels(names()).setAllowedIps(names());
    assertThat(organizationKey("acme", none.build()).getRestrictions()).isEqualTo(none.build());
  }

  @Test
  void whatCannotRestrictIsNamed() {
    var bad =
        KeyRestrictions.newBuilder()
            .setAllowedModels(names("gpt 4"))
            .setAllowedIps(names("10.0.0.0/8", "example.com"))
            .setRequestCostMaxNanocredits(-1)
            .build();
    var key = userKey(RESTRICTIONS_NONE);
    var update =
        UpdateKeyRequest.newBuilder().setKeyId(key.getKeyId()).setRestrictions(bad).build();
    var create = CreateUserKeyRequest.newBuilder().setUserId("a").setName("b").setRestrictions(bad);
    for (ThrowingCallable call :
        List.<ThrowingCallable>of(
            () -> admin.keys().createUserKey(create.build()),
            () -> organizationKey("acme", bad),
            () -> admin.keys().updateKey(update))) {
      assertThat(GrpcErrors.fieldProblemsOf(failure(call)))
          .containsKeys("allowed_models", "allowed_ips", "request_cost_max_nanocredits")
          .allSatisfy((field, problem) -> assertThat(problem).startsWith("must "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fe80::1%eth0", "10.0.0.1/33", "10.1", "", "10.0.0.1 ", "::/129"})
  void whatIsNoNetworkIsNamed(String network) {
    var bad = KeyRestrictions.newBuilder().setAllowedIps(names(network)).build();
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> userKey(bad))))
        .containsOnlyKeys("allowed_ips")
        .allSatisfy((field, problem) -> assertThat(problem).startsWith("must "));
  }

  @Test
  void anUpdateChangesWhatItNamesAndTravelsToReplicas() throws Exception {
    var id = userKey(RESTRICTIONS).getKeyId();
    var lift =
        UpdateKeyRequest.newBuilder()
            .setKeyId(id)
            .setRestrictions(KeyRestrictions.newBuilder().setRequestCostMaxNanocredits(7))
            .setUpdateMask(
                FieldMask.newBuilder()
                    .addPaths("allowed_ips")
                    .addPaths("request_cost_max_nanocredits"))
            .build();
    var updated = admin.keys().updateKey(lift).getKey().getUserKey();
    assertThat(updated.getRestrictions())
        .isEqualTo(
            RESTRICTIONS.toBuilder().clearAllowedIps().setRequestCostMaxNanocredits(7).build());
    assertThat(listed(id)).isEqualTo(updated);
    assertThat(admin.query("SELECT kind FROM authz.change_log WHERE subject = '" + id + "'"))
        .containsExactly("key");
    assertThat(admin.query("SELECT action FROM authz.audit_event WHERE subject = '" + id + "'"))
        .containsExactly("key.created", "key.updated");
  }

  @Test
  void anImportedServicesKeyKeepsANetworkListUntilItIsRotated() throws Exception {
    var id = organizationKey("bots", RESTRICTIONS).getKeyId();
    admin.execute("UPDATE authz.api_key SET origin = 'imported'");
    var lift =
        UpdateKeyRequest.newBuilder()
            .setKeyId(id)
            .setUpdateMask(FieldMask.newBuilder().addPaths("allowed_ips"));
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().updateKey(lift.build()))))
        .containsOnlyKeys("allowed_ips");
    var other = KeyRestrictions.newBuilder().setAllowedIps(names("10.9.0.0/16"));
    var changed = admin.keys().updateKey(lift.clone().setRestrictions(other).build());
    assertThat(changed.getKey().getOrganizationKey().getRestrictions().getAllowedIps())
        .isEqualTo(names("10.9.0.0/16"));
    lift.setKeyId(rotate(id).getKey().getOrganizationKey().getKeyId());
    assertThat(admin.keys().updateKey(lift.build()).hasKey()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "name", "permissions"})
  void anUpdateOfSomethingElseIsNamed(String path) {
    var request = UpdateKeyRequest.newBuilder().setKeyId(userKey(RESTRICTIONS).getKeyId());
    if (!path.isEmpty()) {
      request.setUpdateMask(FieldMask.newBuilder().addPaths(path));
    }
    assertThat(GrpcErrors.fieldProblemsOf(failure(() -> admin.keys().updateKey(request.build()))))
        .containsOnlyKeys("update_mask");
  }
}
