package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever guesses keys learns nothing from an answer: a revoked one looks like one of nobody. */
@ExtendWith(SharedGateway.class)
final class SameAnswerTest {
  /** What names one answer among all. */
  private static final Set<String> OWN = Set.of("date", "x-tollgate-request-id");

  private final Gateway gateway;
  private final OrganizationKeys keys;
  private final KeyForms forms;

  SameAnswerTest(Gateway gateway) throws Exception {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
    this.forms = new KeyForms(gateway);
  }

  private record Answer(int status, String body, Map<String, List<String>> headers) {}

  @Test
  void aUsersRevokedKeyIsAnsweredAsOneThatNeverWas() throws Exception {
    var caller = gateway.caller(0);
    var revoke = RevokeUserKeyRequest.newBuilder().setKeyId(caller.key().getKeyId()).build();
    gateway.keys().revokeUserKey(revoke);
    assertSame(caller.apiKey(), forms.unknown(KeyForm.USER));
  }

  @Test
  void anOrganizationsIsToo() throws Exception {
    assertSame(revoked(keys.organization()), forms.unknown(KeyForm.LIVE));
  }

  @Test
  void aServicesIsToo() throws Exception {
    var slug = keys.organization(true);
    assertSame(revoked(slug), forms.unknown(KeyForm.service(slug)));
  }

  /** What has no tag of ours is refused without a lookup, and answered the same. */
  @Test
  void aForgedOneIsToo() throws Exception {
    assertSame("uc_" + "0123456789abcdef".repeat(4), forms.unknown(KeyForm.USER));
  }

  private String revoked(String slug) throws Exception {
    var key = keys.issue(slug);
    var request = RevokeOrganizationKeyRequest.newBuilder().setKeyId(keys.id(key)).build();
    gateway.keys().revokeOrganizationKey(request);
    return key;
  }

  private void assertSame(String key, String unknown) throws Exception {
    await().until(() -> ask("/v1/chat/completions", key).status() == 401);
    for (var path : List.of("/v1/chat/completions", "/v1/embeddings")) {
      var answer = ask(path, key);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer).isEqualTo(ask(path, unknown));
    }
  }

  private Answer ask(String path, String key) throws Exception {
    HttpResponse<String> response =
        gateway.send(
            HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"gpt-4o-mini\",\"messages\":[]}"))
                .build());
    var headers = new TreeMap<>(response.headers().map());
    headers.keySet().removeAll(OWN);
    var requestId = response.headers().firstValue("x-tollgate-request-id").orElseThrow();
    var body = response.body().replaceAll("dec_[0-9a-f]{32}", "dec").replace(requestId, "req");
    return new Answer(response.statusCode(), body, headers);
  }
}
