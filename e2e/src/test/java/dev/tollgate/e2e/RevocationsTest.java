package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.e2e.PostgresProxy.Mode;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.ReplicaReach;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import dev.tollgate.proto.admin.v1.SetUserStatusRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long what was revoked or suspended is still accepted at two authz-servers, each beside its
 * own Envoy, while all of it is in use.
 */
@ExtendWith(SharedGateway.class)
final class RevocationsTest {
  private static final int REVOCATIONS = 200;
  private static final int SUSPENSIONS = 10;

  /** What is promised while authz-server reaches its database. */
  private static final Duration USUAL_MAX = Duration.ofSeconds(1);

  private static final Duration ACCEPTED_MAX = Duration.ofSeconds(5);

  private final Gateway gateway;
  private final OrganizationKeys keys;
  private static final List<Sidecar> sidecars = new ArrayList<>();

  RevocationsTest(Gateway gateway) {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
  }

  @BeforeAll
  static void start(Gateway gateway) throws Exception {
    sidecars.add(new Sidecar(gateway));
    sidecars.add(new Sidecar(gateway));
  }

  @AfterAll
  static void stop() throws Exception {
    for (var sidecar : sidecars) {
      sidecar.close();
    }
  }

  @AfterEach
  void open() {
    sidecars.forEach(sidecar -> sidecar.proxy.set(Mode.OPEN));
  }

  @Test
  void ofTwoHundredRevocationsUnderLoadNoneTakesFiveSecondsAndFewTakeOne() throws Exception {
    var accepted = measure("revocations", revocations(REVOCATIONS));
    assertThat(percentile(accepted, 99)).isLessThan(USUAL_MAX);
    assertThat(accepted.getLast()).isLessThan(ACCEPTED_MAX);
  }

  @Test
  void withNotificationsCutOffNoneTakesFiveSeconds() throws Exception {
    sidecars.forEach(sidecar -> sidecar.proxy.set(Mode.WITHOUT_NOTIFICATIONS));
    var revocations = revocations(REVOCATIONS);
    var accepted = measure("revocations without notifications", revocations);
    assertThat(accepted.getLast()).isLessThan(ACCEPTED_MAX);
    assertThat(sidecars).allMatch(sidecar -> sidecar.proxy.dropped() > 0);
    assertIsProven(GetRevocationRequest.newBuilder().setKeyId(keys.id(revocations.getLast().key)));
  }

  @Test
  void suspensionsOfOrganizationsAndUsersTravelTheSameWay() throws Exception {
    var suspensions = new ArrayList<Ending>();
    for (int i = 0; i < SUSPENSIONS; i++) {
      var slug = keys.organization();
      suspensions.add(new Ending(keys.issue(slug), () -> suspendOrganization(slug)));
    }
    for (int i = 0; i < SUSPENSIONS / 2; i++) {
      var caller = gateway.caller(1_000_000_000_000L);
      suspensions.add(new Ending(caller.apiKey(), () -> suspendUser(caller.user())));
    }
    var accepted = measure("suspensions", suspensions);
    assertThat(accepted.getLast()).isLessThan(ACCEPTED_MAX);
  }

  private interface Step {
    void run() throws Exception;
  }

  /** A key, and what ends it. */
  private record Ending(String key, Step end) {}

  private List<Ending> revocations(int count) throws Exception {
    var slug = keys.organization();
    var revocations = new ArrayList<Ending>();
    for (int i = 0; i < count; i++) {
      var key = keys.issue(slug);
      revocations.add(new Ending(key, () -> revoke(keys.id(key))));
    }
    return revocations;
  }

  private void revoke(String keyId) throws Exception {
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(keyId).build();
    var revoked = gateway.keys().revokeOrganizationKey(request).getKey();
    assertThat(revoked.getStatus()).isEqualTo("revoked");
  }

  private void suspendOrganization(String slug) throws Exception {
    var request =
        SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus("suspended").build();
    gateway.keys().setOrganizationStatus(request);
  }

  private void suspendUser(String user) throws Exception {
    gateway
        .keys()
        .setUserStatus(
            SetUserStatusRequest.newBuilder().setUserId(user).setStatus("suspended").build());
  }

  /** How long each was still accepted after the call that ended it began, at each replica. */
  private List<Duration> measure(String what, List<Ending> endings) throws Exception {
    var startedNanos = new long[endings.size()];
    var all = endings.stream().map(Ending::key).toList();
    try (var inUse = new KeysInUse(sidecars, all)) {
      await().atMost(Duration.ofSeconds(60)).until(() -> inUse.everywhere(true));
      for (int i = 0; i < endings.size(); i++) {
        inUse.watch(i);
        TimeUnit.MILLISECONDS.sleep(20); // so that it is in use
        startedNanos[i] = System.nanoTime();
        endings.get(i).end.run();
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> inUse.everywhere(false));
      inUse.end();
      var accepted = new ArrayList<Duration>();
      for (int sidecar = 0; sidecar < sidecars.size(); sidecar++) {
        var here = new ArrayList<Duration>();
        for (int i = 0; i < startedNanos.length; i++) {
          here.add(inUse.acceptedSince(startedNanos[i], sidecar, i));
        }
        print(what + " at replica " + (sidecar + 1), here);
        accepted.addAll(here);
      }
      System.out.printf("%s: %d uses, of which failed %s%n", what, inUse.uses(), inUse.failures());
      int failed = inUse.failures().values().stream().mapToInt(Integer::intValue).sum();
      assertThat(failed).as("uses that say nothing of a key").isLessThan(inUse.uses() / 2);
      accepted.sort(Duration::compareTo);
      return accepted;
    }
  }

  private static void print(String what, List<Duration> accepted) {
    accepted.sort(Duration::compareTo);
    System.out.printf(
        "last accepted use after the call began, %d %s: p50 %d ms, p99 %d ms, worst %d ms%n",
        accepted.size(),
        what,
        percentile(accepted, 50).toMillis(),
        percentile(accepted, 99).toMillis(),
        accepted.getLast().toMillis());
  }

  private static Duration percentile(List<Duration> sorted, int percent) {
    return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }

  /**
   * Both sidecars, and the gateway's own authz-server, say that they applied it. Whether it is
   * complete is another question: a replica that another test killed counts for minutes.
   */
  private void assertIsProven(GetRevocationRequest.Builder request) {
    await()
        .untilAsserted(() ->
            assertThat(gateway.keys().getRevocation(request.build()).getReplicasList())
                .filteredOn(replica -> replica.getState().equals("effective"))
                .hasSizeGreaterThanOrEqualTo(sidecars.size() + 1)
                .extracting(ReplicaReach::getDelayMs)
                .allMatch(delay -> delay < ACCEPTED_MAX.toMillis()));
  }
}
