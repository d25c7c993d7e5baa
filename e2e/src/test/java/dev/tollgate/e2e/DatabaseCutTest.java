package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.e2e.PostgresProxy.Mode;
import dev.tollgate.proto.admin.v1.GetRevocationRequest;
import dev.tollgate.proto.admin.v1.GetRevocationResponse;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Only authz-server's connections to PostgreSQL are cut: by resets, and by silence. */
@ExtendWith(SharedGateway.class)
final class DatabaseCutTest {
  private static final Duration CUT = Duration.ofSeconds(Integer.getInteger("cut.seconds", 25));

  /** A connection that says nothing may be waited for, but a client must not be kept. */
  private static final Duration REFUSED_MAX = Duration.ofSeconds(6);

  private static final Duration RECOVERED_MAX = Duration.ofSeconds(20);

  private final Gateway gateway;
  private final OrganizationKeys keys;
  private final KeyForms forms;
  private final String slug;

  DatabaseCutTest(Gateway gateway) throws Exception {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
    this.forms = new KeyForms(gateway);
    this.slug = keys.organization();
  }

  @Test
  void knownKeysWorkThroughoutAndARevocationCountsAfterwards() throws Exception {
    var known = keys.issue(slug);
    var revoked = keys.issue(slug);
    var cold = keys.issue(slug);
    try (var reset = new Sidecar(gateway);
        var silent = new Sidecar(gateway)) {
      var sidecars = List.of(reset, silent);
      long[] pids = {reset.authz.pid(), silent.authz.pid()};
      for (var sidecar : sidecars) {
        await().until(() -> sidecar.use(known).statusCode() == 200);
        await().until(() -> sidecar.use(revoked).statusCode() == 200);
      }
      reset.proxy.set(Mode.RESET);
      silent.proxy.set(Mode.SILENT);
      long endNanos = System.nanoTime() + CUT.toNanos();
      revoke(revoked);
      while (System.nanoTime() - endNanos < 0) {
        for (var sidecar : sidecars) {
          assertThat(sidecar.use(known).statusCode()).isEqualTo(200);
          refusedForNow(sidecar, cold);
          refusedForNow(sidecar, forms.unknown(KeyForm.USER));
          assertThat(sidecar.use(known).statusCode()).isEqualTo(200);
        }
        TimeUnit.MILLISECONDS.sleep(500);
      }
      assertThat(proof(revoked).getComplete()).isFalse();
      sidecars.forEach(sidecar -> sidecar.proxy.set(Mode.OPEN));
      for (var sidecar : sidecars) {
        await().atMost(RECOVERED_MAX).until(() -> sidecar.use(revoked).statusCode() == 401);
        await().atMost(RECOVERED_MAX).until(() -> sidecar.use(cold).statusCode() == 200);
        assertThat(sidecar.use(known).statusCode()).isEqualTo(200);
      }
      assertThat(pids).as("no restart").containsExactly(reset.authz.pid(), silent.authz.pid());
      assertIsProvenLate(revoked);
      startsWithoutTheDatabase(reset, known);
    }
  }

  private void revoke(String key) throws Exception {
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(keys.id(key)).build();
    gateway.keys().revokeOrganizationKey(request);
  }

  private GetRevocationResponse proof(String key) throws Exception {
    return gateway
        .keys()
        .getRevocation(GetRevocationRequest.newBuilder().setKeyId(keys.id(key)).build());
  }

  /** The gateway's own authz-server applied it at once, the two only after the cut. */
  private void assertIsProvenLate(String key) throws Exception {
    await()
        .atMost(RECOVERED_MAX)
        .untilAsserted(() ->
            assertThat(proof(key).getReplicasList())
                .filteredOn(
                    r -> r.getState().equals("effective") && r.getDelayMs() > CUT.toMillis() / 2)
                .hasSize(2)
                .allMatch(r -> r.getDelayMs() < CUT.plus(RECOVERED_MAX).toMillis()));
  }

  private static void startsWithoutTheDatabase(Sidecar sidecar, String key) throws Exception {
    sidecar.authz.stop();
    sidecar.proxy.set(Mode.RESET);
    sidecar.authz.start();
    sidecar.authz.awaitReady();
    await().ignoreExceptions().until(() -> sidecar.use(key).statusCode() == 503);
    refusedForNow(sidecar, key);
    sidecar.proxy.set(Mode.OPEN);
    await().atMost(RECOVERED_MAX).until(() -> sidecar.use(key).statusCode() == 200);
  }

  private static void refusedForNow(Sidecar sidecar, String key) throws Exception {
    long startNanos = System.nanoTime();
    HttpResponse<String> answer = sidecar.use(key);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.headers().firstValueAsLong("retry-after")).isPresent();
    assertThat(answer.body()).contains("\"code\":\"authorization_unavailable\"");
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(REFUSED_MAX);
  }
}
