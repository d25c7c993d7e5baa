package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.tollgate.authz.authn.Principal;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The edge towards Envoy, outwards: decisions become its answers. Any thread. */
final class Responder {
  /** The provider of our own answers: Envoy routes them back to us. */
  static final String OURSELVES = "tollgate";

  private static final long RETRY_AFTER_SECONDS_MAX = 120;

  private static final Status OK = Status.newBuilder().setCode(Code.OK_VALUE).build();
  private static final Status REFUSED =
      Status.newBuilder().setCode(Code.PERMISSION_DENIED_VALUE).build();
  private static final Value TRUE = Value.newBuilder().setBoolValue(true).build();

  private static final CheckResponse KEY_ACCEPTED = ok(OkHttpResponse.newBuilder());
  private static final CheckResponse PUBLIC_ANSWER = ok(toOurselves(OkHttpResponse.newBuilder()));
  private static final Map<Endpoint, Value> PATHS = new EnumMap<>(Endpoint.class);
  private static final Map<Endpoint, Value> UPSTREAM_PATHS = new EnumMap<>(Endpoint.class);
  private static final Map<ErrorKind, DeniedHttpResponse> DENIALS = new EnumMap<>(ErrorKind.class);

  static {
    for (var endpoint : Endpoint.values()) {
      PATHS.put(endpoint, text(endpoint.path()));
      UPSTREAM_PATHS.put(endpoint, text(endpoint.upstreamPath()));
    }
    for (var kind : ErrorKind.values()) {
      DENIALS.put(kind, denial(kind));
    }
  }

  private final PreparedAnswers prepared = new PreparedAnswers();
  private final InstantSource clock;

  Responder(InstantSource clock) {
    this.clock = clock;
  }

  CheckResponse allowed(Decision.Allowed decision) {
    return switch (decision) {
      case Decision.KeyAccepted _ -> KEY_ACCEPTED;
      case Decision.OwnAnswer(_, var principal) -> ownAnswer(principal);
      case Decision.Admitted admitted -> admitted(admitted);
    };
  }

  CheckResponse denied(Denied denied, String path, String requestId, String decisionId) {
    var response = requireNonNull(DENIALS.get(denied.denial().kind())).toBuilder();
    var resetsAt = denied.resetsAt();
    if (resetsAt != null) {
      resetSoon(resetsAt).ifPresent(response::addHeaders);
    }
    return CheckResponse.newBuilder()
        .setStatus(REFUSED)
        .setDeniedResponse(response.setBody(DenialBody.of(denied, path, requestId, decisionId)))
        .build();
  }

  /** Some clients sleep for as long as this says: no longer than two minutes. */
  private Optional<HeaderValueOption> resetSoon(Instant resetsAt) {
    long seconds = Duration.between(clock.instant(), resetsAt).plusMillis(999).toSeconds();
    return seconds > RETRY_AFTER_SECONDS_MAX
        ? Optional.empty()
        : Optional.of(EnvoyHeaders.overwrite("retry-after", Long.toString(Math.max(1, seconds))));
  }

  private CheckResponse admitted(Decision.Admitted admitted) {
    var answer = prepared.get(admitted.principal(), admitted.path(), admitted.provider());
    var settlement =
        answer
            .settlement()
            .text(
                admitted.holdNanocredits(),
                admitted.priceVersion(),
                admitted.userId(),
                admitted.model());
    var metadata =
        Struct.newBuilder()
            .putFields("reservation_id", text(admitted.reservation().toString()))
            .putFields("settlement", text(settlement))
            .putFields("path", requireNonNull(PATHS.get(admitted.endpoint())))
            .putFields("upstream_path", requireNonNull(UPSTREAM_PATHS.get(admitted.endpoint())));
    if (admitted.injectUsage()) {
      metadata.putFields("inject_usage", TRUE);
    }
    var ok =
        answer
            .forUser(admitted.userId())
            .addResponseHeadersToAdd(
                EnvoyHeaders.overwrite(
                    "x-tollgate-credits-remaining",
                    NanocreditText.credits(admitted.balanceNanocredits())));
    if (warns(admitted.principal())) {
      ok.addResponseHeadersToAdd(answer.warning());
    }
    return CheckResponse.newBuilder()
        .setStatus(OK)
        .setOkResponse(ok)
        .setDynamicMetadata(metadata)
        .build();
  }

  private boolean warns(Principal principal) {
    return principal.validity().warns(clock.millis());
  }

  private CheckResponse ownAnswer(@Nullable Principal principal) {
    if (principal == null) {
      return PUBLIC_ANSWER;
    }
    var ok = PreparedAnswer.identity(principal);
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.ACCOUNT, principal.chargePath().getFirst()));
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.TIER, principal.tier()));
    if (warns(principal)) {
      ok.addResponseHeadersToAdd(PreparedAnswer.warning(principal));
    }
    return ok(toOurselves(ok));
  }

  /** Our own answers need no credential, so none travels further. */
  private static OkHttpResponse.Builder toOurselves(OkHttpResponse.Builder ok) {
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.PROVIDER, OURSELVES));
    ok.addHeadersToRemove(EnvoyHeaders.AUTHORIZATION);
    for (var name : EnvoyHeaders.OTHER_CREDENTIALS) {
      if (!ok.getHeadersToRemoveList().contains(name)) {
        ok.addHeadersToRemove(name);
      }
    }
    return ok;
  }

  private static CheckResponse ok(OkHttpResponse.Builder ok) {
    return CheckResponse.newBuilder().setStatus(OK).setOkResponse(ok).build();
  }

  private static DeniedHttpResponse denial(ErrorKind kind) {
    List<HeaderValueOption> headers = new ArrayList<>();
    headers.add(EnvoyHeaders.overwrite("content-type", "application/json"));
    kind.retry().headers().forEach((name, v) -> headers.add(EnvoyHeaders.overwrite(name, v)));
    return DeniedHttpResponse.newBuilder()
        .setStatus(HttpStatus.newBuilder().setCodeValue(kind.status()))
        .addAllHeaders(headers)
        .build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }
}
