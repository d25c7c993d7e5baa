package dev.tollgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.ReplicaReach;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RevocationCommandTest {
  private static final Timestamp TIME = Timestamp.newBuilder().setSeconds(1_767_225_600).build();

  private final FakeAdmin admin = new FakeAdmin();

  RevocationCommandTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private static GetRevocationResponse.Builder revoked() {
    return GetRevocationResponse.newBuilder()
        .setEffect("revoked")
        .setAt(TIME)
        .setBy("root")
        .setChange(17)
        .setComplete(true);
  }

  private static ReplicaReach.Builder replica(String state) {
    return ReplicaReach.newBuilder()
        .setReplicaId("12345678-0000")
        .setHost("node")
        .setStartedAt(TIME)
        .setSeenAt(TIME)
        .setState(state);
  }

  @Test
  void everyReplicaIsListedWithWhatIsKnownOfIt() {
    admin.answer(
        revoked()
            .addReplicas(replica("effective").setEffectiveAt(TIME).setDelayMs(12))
            .addReplicas(replica("lapsed").setEffectiveAt(TIME))
            .addReplicas(replica("stopped").setEffectiveAt(TIME))
            .addReplicas(replica("not_running"))
            .build());
    var run = Run.against(admin, "revocation", "k-1");
    assertThat(run.exitCode()).isZero();
    assertThat(run.outLines())
        .containsExactly(
            "STATUS   SINCE                 BY    REASON  CHANGE",
            "revoked  2026-01-01T00:00:00Z  root  -       17",
            "",
            "REPLICA   HOST  STARTED               SEEN                  EFFECTIVE",
            "12345678  node  2026-01-01T00:00:00Z  2026-01-01T00:00:00Z  after 12 ms",
            "12345678  node  2026-01-01T00:00:00Z  2026-01-01T00:00:00Z  silent; trusts nothing"
                + " from before since 2026-01-01T00:00:00Z",
            "12345678  node  2026-01-01T00:00:00Z  2026-01-01T00:00:00Z  stopped"
                + " 2026-01-01T00:00:00Z",
            "12345678  node  2026-01-01T00:00:00Z  2026-01-01T00:00:00Z  was not running then");
    assertThat(admin.requests)
        .containsExactly(GetRevocationRequest.newBuilder().setKeyId("k-1").build());
  }

  @Test
  void aWaitThatWasInVainSaysSoToScriptsAndPeople() {
    admin.answer(
        revoked().setComplete(false).addReplicas(replica("pending").setEffectiveAt(TIME)).build());
    var run = Run.against(admin, "revocation", "--organization", "acme", "--wait", "300ms");
    assertThat(run.exitCode()).isOne();
    assertThat(run.out()).contains("not yet; at the latest 2026-01-01T00:00:00Z");
    assertThat(run.err()).contains("not effective everywhere yet");
    assertThat(admin.requests).hasSizeGreaterThan(1);
    assertThat(admin.requests.getFirst())
        .isEqualTo(GetRevocationRequest.newBuilder().setOrganization("acme").build());
    assertThat(Run.against(admin, "revocation", "--user", "u").exitCode()).isZero();
  }

  @Test
  void theJsonIsTheServersAnswer() {
    admin.answer(revoked().build());
    assertThat(Run.against(admin, "revocation", "k-1", "--wait", "5s", "--json").out())
        .contains("\"change\": \"17\"", "\"complete\": true");
  }

  @Test
  void aSubjectMustBeNamedAndOnlyOne() {
    assertThat(Run.against(admin, "revocation").exitCode()).isEqualTo(2);
    assertThat(Run.against(admin, "revocation", "k", "--user", "u").exitCode()).isEqualTo(2);
    assertThat(Run.against(admin, "revocation", "k", "--wait", "soon").exitCode()).isEqualTo(2);
    assertThat(Run.against(admin, "revocation", "k", "--wait", "99m").exitCode()).isEqualTo(2);
    assertThat(admin.requests).isEmpty();
  }

  @Test
  void whatIsOlderThanTheLogSaysSo() {
    admin.answer(revoked().setChange(0).build());
    assertThat(Run.against(admin, "revocation", "k-1").out()).contains("was not recorded");
  }
}
