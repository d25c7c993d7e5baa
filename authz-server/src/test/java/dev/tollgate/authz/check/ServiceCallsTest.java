package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.Samples.chat;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.providers.CallAudit;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.kit.config.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reaches a service with the platform's key, and that no call of it goes unnoticed. */
final class ServiceCallsTest {
  private final List<CallAudit.Call> written = new ArrayList<>();
  private final RecordingCaller caller = new RecordingCaller();
  private boolean writable = true;

  private static OtherProviderConfig service(
      String name, @Nullable Secret key, @Nullable String permission) {
    return new OtherProviderConfig(name, key, null, null, null, permission);
  }

  private static ProviderCatalog catalog(OtherProviderConfig... services) {
    return ProviderCatalog.of(new ProvidersConfig(null, null, List.of(services)));
  }

  private static ProviderCatalog cloudflare() {
    return catalog(service("cloudflare", Secret.of(Samples.PROVIDER_KEY), null));
  }

  private void write(CallAudit.Call call, Consumer<Boolean> done) {
    written.add(call);
    done.accept(writable);
  }

  private Decision call(ProviderCatalog catalog, Samples.Facts asked, String... permissions) {
    return call(catalog, asked, Samples.principal(permissions));
  }

  private Decision call(ProviderCatalog catalog, Samples.Facts asked, Principal principal) {
    var calls =
        new ServiceCalls(
            () -> catalog,
            (_, callback) -> callback.accept(new Authentication.Authenticated(principal)),
            this::write);
    var run = new CheckRun(asked.facts(), Runnable::run, 0, caller);
    var service = requireNonNull(calls.find(asked.facts().path()));
    calls.decide(run, service);
    return caller.only();
  }

  private static Samples.Facts zones() {
    return chat().at("POST", "/api/v1/cloudflare/zones?jump_start=true");
  }

  @Test
  void whoHasThePermissionReachesTheServicesOwnPathAndIsWrittenDownBefore() {
    var forwarded = (Decision.Forwarded) call(cloudflare(), zones(), "platform:*");
    assertThat(forwarded.service().name()).isEqualTo("cloudflare");
    assertThat(forwarded.upstreamPath()).isEqualTo("/client/v4/zones");
    assertThat(written)
        .containsExactly(
            new CallAudit.Call("key-1", "org-1", "192.0.2.1", "POST cloudflare/zones", "req-1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin:*", "*", "llm:*", "llm:inference"})
  void everybodyElseIsRefusedByNameOfWhatIsMissing(String permission) {
    var denied = (Denied) call(cloudflare(), zones(), permission);
    assertThat(denied.denial()).isEqualTo(Denial.INSUFFICIENT_SCOPE);
    assertThat(denied.message()).contains("platform:*");
    assertThat(written).isEmpty();
  }

  @Test
  void oneThatIsInactiveIsNotThere() {
    var idle =
        new OtherProviderConfig(
            "cloudflare", Secret.of(Samples.PROVIDER_KEY), null, null, null, null, false);
    var calls =
        new ServiceCalls(
            () -> catalog(idle),
            (_, _) -> {
              throw new AssertionError("nobody is asked for");
            },
            this::write);
    assertThat(calls.find(zones().facts().path())).isNull();
  }

  @Test
  void theCatalogMayAskForLess() {
    var catalog = catalog(service("cloudflare", Secret.of("token"), "admin:*"));
    assertThat(call(catalog, zones(), "admin:*")).isInstanceOf(Decision.Forwarded.class);
  }

  @Test
  void whatCannotBeWrittenDownIsNotLetThrough() {
    writable = false;
    var denied = (Denied) call(cloudflare(), zones(), "platform:*");
    assertThat(denied.denial()).isEqualTo(Denial.AUDIT_UNAVAILABLE);
  }

  @Test
  void aServiceWithoutAKeyIsNotConfiguredAndSaysSoToThoseAloneWhoMayCallIt() {
    var catalog = catalog(service("cloudflare", null, null));
    assertThat(((Denied) call(catalog, zones(), "platform:*")).denial())
        .isEqualTo(Denial.PROVIDER_NOT_CONFIGURED);
    caller.decisions.clear();
    assertThat(((Denied) call(catalog, zones(), "llm:*")).denial())
        .isEqualTo(Denial.INSUFFICIENT_SCOPE);
    assertThat(written).isEmpty();
  }

  @Test
  void ofALargeBodyTheKeyIsLookedAtFirstAndNothingIsWrittenDownTwice() {
    assertThat(call(cloudflare(), zones().keyPhase(), "platform:*"))
        .isInstanceOf(Decision.KeyAccepted.class);
    caller.decisions.clear();
    var large = zones().header("content-length", "1048577").keyPhase();
    assertThat(((Denied) call(cloudflare(), large, "platform:*")).denial())
        .isEqualTo(Denial.REQUEST_TOO_LARGE);
    assertThat(written).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, application/json, 10",
    "POST, application/json ; charset=utf-8,",
    "PATCH, application/json,",
    "PUT,, 0",
    "PUT, text/plain, 0",
    "POST,,",
    "DELETE, text/plain, 10",
    "GET, text/plain,"
  })
  void jsonAndNoBodyPass(String method, @Nullable String type, @Nullable String bytes) {
    assertThat(call(cloudflare(), sent(method, type, bytes), "platform:*"))
        .isInstanceOf(Decision.Forwarded.class);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, text/plain, 10",
    "POST, application/x-www-form-urlencoded, 10",
    "PATCH, multipart/form-data; boundary=x,",
    "PUT, application/json-patch+json, 10",
    "PUT, Application/JSON,",
    "PATCH,, 10"
  })
  void bodiesThatNobodyLooksAtAreRefused(
      String method, @Nullable String type, @Nullable String bytes) {
    for (var asked : List.of(sent(method, type, bytes), sent(method, type, bytes).keyPhase())) {
      caller.decisions.clear();
      var denied = (Denied) call(cloudflare(), asked, "platform:*");
      assertThat(denied.denial()).isEqualTo(Denial.INVALID_JSON);
      assertThat(denied.message()).contains("content-type: application/json");
    }
    assertThat(written).isEmpty();
  }

  @Test
  void ofTwoContentTypesNoneCounts() {
    var asked = zones().header("content-type", "application/json", "text/plain");
    assertThat(((Denied) call(cloudflare(), asked, "platform:*")).denial())
        .isEqualTo(Denial.INVALID_JSON);
  }

  private static Samples.Facts sent(String method, @Nullable String type, @Nullable String bytes) {
    var asked = zones().at(method, "/api/v1/cloudflare/zones");
    var typed = type == null ? asked : asked.header("content-type", type);
    return bytes == null ? typed : typed.header("content-length", bytes);
  }

  @Test
  void withoutAKeyNobodyIsAsked() {
    var asked = new Samples.Facts("POST", "/api/v1/cloudflare/zones");
    assertThat(((Denied) call(cloudflare(), asked, "platform:*")).denial())
        .isEqualTo(Denial.MISSING_KEY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/namecheap/domains",
        "/api/v1/openai/models",
        "/api/v1/cloudflare",
        "/api/v1/cloudflare/",
        "/api/v1/Cloudflare/zones",
        "/api/v1/",
        "/api/v2/cloudflare/zones",
        "/v1/cloudflare/zones"
      })
  void otherPathsAreNoServices(String path) {
    var catalog =
        catalog(
            service("cloudflare", Secret.of("token"), null),
            service("groq", Secret.of("gsk_x"), null));
    var calls =
        new ServiceCalls(
            () -> catalog,
            (_, _) -> {
              throw new AssertionError("nobody is asked");
            },
            this::write);
    assertThat(calls.find(path)).isNull();
    assertThat(calls.find("/api/v1/groq/models")).isNull(); // it is charged for, by another path
  }
}
