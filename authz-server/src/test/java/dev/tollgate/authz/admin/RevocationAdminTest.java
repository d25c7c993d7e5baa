package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.ReplicaReach;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class RevocationAdminTest {
  private static final String APPLIED =
      "INSERT INTO authz.change_applied VALUES ('%s', %d, clock_timestamp() + interval '42 ms')";

  private static TestAdmin admin;
  private final UUID replica = UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin();
    var acme = CreateOrganizationRequest.newBuilder().setSlug("acme").build();
    admin.keys().createOrganization(acme);
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  private void register() throws Exception {
    admin.execute("DELETE FROM authz.replica WHERE host IN ('node', 'gone')");
    admin.execute(
        """
        INSERT INTO authz.replica (id, host, started_at, begun_at_change, stale_max_millis, seen_at)
        SELECT '%s', 'node', now(), n, 300000, now() FROM authz.change_head
        """
            .formatted(replica));
  }

  private static String key() {
    var request = CreateOrganizationKeyRequest.newBuilder().setOrganization("acme").setName("n");
    return admin.keys().createOrganizationKey(request.build()).getKey().getKeyId();
  }

  private static void revoke(String keyId) {
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(keyId).setReason("lost");
    admin.keys().revokeOrganizationKey(request.build());
  }

  private static GetRevocationResponse ofKey(String keyId) {
    return admin.keys().getRevocation(GetRevocationRequest.newBuilder().setKeyId(keyId).build());
  }

  /** What our replica said; the admin service is one itself. */
  private ReplicaReach node(GetRevocationResponse answer) {
    return answer.getReplicasList().stream()
        .filter(reach -> reach.getReplicaId().equals(replica.toString()))
        .findAny()
        .orElseThrow();
  }

  @Test
  void aRevocationIsPendingUntilTheReplicaSaysThatItAppliedItOrALaterChange() throws Exception {
    register();
    var key = key();
    revoke(key);
    var before = ofKey(key);
    assertThat(before.getEffect()).isEqualTo("revoked");
    assertThat(before.getReason()).isEqualTo("lost");
    assertThat(before.getBy()).isNotEmpty();
    assertThat(before.getComplete()).isFalse();
    assertThat(node(before).getState()).isEqualTo("pending");
    revoke(key()); // a later one, applied in the same batch
    admin.execute(APPLIED.formatted(replica, before.getChange() + 1));
    var after = ofKey(key);
    assertThat(after.getChange()).isEqualTo(before.getChange());
    assertThat(node(after).getState()).isEqualTo("effective");
    assertThat(node(after).getDelayMs()).isBetween(42L, 10_000L);
    await().until(() -> ofKey(key).getComplete()); // the admin service's own replica too
  }

  @Test
  void anEarlierChangeThatWasAppliedProvesNothing() throws Exception {
    register();
    var key = key();
    revoke(key);
    admin.execute(APPLIED.formatted(replica, ofKey(key).getChange() - 1));
    assertThat(ofKey(key).getComplete()).isFalse();
  }

  @Test
  void aReplicaThatIsGoneIsNotListedAndOneThatStartedLaterIs() throws Exception {
    var key = key();
    revoke(key);
    register(); // begins with the revocation known
    admin.execute(
        """
        INSERT INTO authz.replica VALUES
          ('%s', 'gone', now() - interval '2 h', 0, 300000, now() - interval '1 h', NULL)
        """
            .formatted(UUID.randomUUID()));
    assertThat(node(ofKey(key)).getState()).isEqualTo("not_running");
    assertThat(ofKey(key).getReplicasList())
        .extracting(ReplicaReach::getHost)
        .doesNotContain("gone");
    await().until(() -> ofKey(key).getComplete());
  }

  @Test
  void suspensionsHaveThatToo() throws Exception {
    register();
    var slug = "suspended";
    admin.keys().createOrganization(CreateOrganizationRequest.newBuilder().setSlug(slug).build());
    admin
        .keys()
        .createUser(CreateUserRequest.newBuilder().setUserId("u").setOrganization(slug).build());
    admin
        .keys()
        .setOrganizationStatus(
            SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus("suspended").build());
    admin.execute("UPDATE authz.app_user SET status = 'suspended' WHERE id = 'u'");
    var organization =
        admin.keys().getRevocation(GetRevocationRequest.newBuilder().setOrganization(slug).build());
    assertThat(organization.getEffect()).isEqualTo("suspended");
    assertThat(organization.getBy()).isNotEmpty();
    assertThat(node(organization).getState()).isEqualTo("pending");
    var user = admin.keys().getRevocation(GetRevocationRequest.newBuilder().setUserId("u").build());
    assertThat(user.getEffect()).isEqualTo("suspended");
    assertThat(user.getChange()).isGreaterThan(organization.getChange());
  }

  @Test
  void whatTheLogHasNoMoreIsCompleteOnlyIfItIsOld() throws Exception {
    var key = key();
    revoke(key);
    admin.execute("DELETE FROM authz.change_log WHERE subject = '" + key + "'");
    admin.execute("UPDATE authz.api_key SET revoked_at = now() WHERE key_id = '%s'".formatted(key));
    assertThat(ofKey(key).getChange()).isZero();
    assertThat(ofKey(key).getComplete()).isFalse();
    admin.execute(
        "UPDATE authz.api_key SET revoked_at = now() - interval '2 days' WHERE key_id = '%s'"
            .formatted(key));
    assertThat(ofKey(key).getComplete()).isTrue();
  }

  @Test
  void whatIsNotRevokedOrNotThereIsRefused() {
    var key = key();
    refused(() -> ofKey(key), Code.FAILED_PRECONDITION);
    refused(() -> ofKey("none"), Code.NOT_FOUND);
    var nothing = GetRevocationRequest.getDefaultInstance();
    refused(() -> admin.keys().getRevocation(nothing), Code.INVALID_ARGUMENT);
  }

  private static void refused(ThrowingCallable call, Code code) {
    var failure = catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(failure.getStatus().getCode()).isEqualTo(code);
  }
}
