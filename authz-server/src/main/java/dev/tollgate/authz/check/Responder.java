package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.kit.proto.BackwardsWriter;
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
import org.jspecify.annotations.Nullable;

/** The edge towards Envoy, outwards: decisions become its answers. Any thread. */
final class Responder {
  /** The provider of our own answers: Envoy routes them back to us. */
  static final String OURSELVES = "tollgate";

  private static final long RETRY_AFTER_SECONDS_MAX = 120;

  /** A field of a {@code CheckResponse}. */
  static final byte[] OK_STATUS = status(Code.OK_VALUE);

  private static final byte[] REFUSED = status(Code.PERMISSION_DENIED_VALUE);
  private static final Answer KEY_ACCEPTED = ok(OkHttpResponse.newBuilder());
  private static final Answer PUBLIC_ANSWER = ok(toOurselves(OkHttpResponse.newBuilder()));

  /** Status and headers of a {@code DeniedHttpResponse}. */
  private static final Map<ErrorKind, byte[]> DENIALS = new EnumMap<>(ErrorKind.class);

  private static final int BYTES_USUAL = 1_024;

  static {
    for (var kind : ErrorKind.values()) {
      DENIALS.put(kind, denial(kind).toByteArray());
    }
  }

  private final PreparedAnswers prepared = new PreparedAnswers();
  private final InstantSource clock;

  Responder(InstantSource clock) {
    this.clock = clock;
  }

  Answer allowed(Decision.Allowed decision) {
    return switch (decision) {
      case Decision.KeyAccepted _ -> KEY_ACCEPTED;
      case Decision.OwnAnswer(_, var principal) -> ownAnswer(principal);
      case Decision.Admitted admitted -> admitted(admitted);
      case Decision.Forwarded forwarded -> forwarded(forwarded);
    };
  }

  Answer denied(Denied denied, String path, String requestId, String decisionId) {
    var out = new BackwardsWriter(BYTES_USUAL);
    out.text(
        DeniedHttpResponse.BODY_FIELD_NUMBER, DenialBody.of(denied, path, requestId, decisionId));
    var resetsAt = denied.resetsAt();
    if (resetsAt != null) {
      writeReset(out, resetsAt);
    }
    out.prepared(requireNonNull(DENIALS.get(denied.denial().kind())));
    out.message(CheckResponse.DENIED_RESPONSE_FIELD_NUMBER, 0);
    out.prepared(REFUSED);
    return Answer.of(out);
  }

  /** Some clients sleep for as long as this says: no longer than two minutes. */
  private void writeReset(BackwardsWriter out, Instant resetsAt) {
    long seconds = Duration.between(clock.instant(), resetsAt).plusMillis(999).toSeconds();
    if (seconds <= RETRY_AFTER_SECONDS_MAX) {
      EnvoyHeaders.writeOverwrite(
          out,
          DeniedHttpResponse.HEADERS_FIELD_NUMBER,
          "retry-after",
          Long.toString(Math.max(1, seconds)));
    }
  }

  private Answer admitted(Decision.Admitted admitted) {
    var principal = admitted.principal();
    return prepared
        .get(principal, admitted.path(), admitted.provider(), admitted.ownKey())
        .admitted(admitted, warns(principal));
  }

  private boolean warns(Principal principal) {
    return principal.validity().warns(clock.millis());
  }

  private Answer ownAnswer(@Nullable Principal principal) {
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

  /** The platform's key at the service takes the place of the caller's. */
  private Answer forwarded(Decision.Forwarded forwarded) {
    var service = forwarded.service();
    var ok = PreparedAnswer.identity(forwarded.principal());
    PreparedAnswer.credential(ok, service, null);
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.PROVIDER, service.name()));
    ok.addResponseHeadersToAdd(EnvoyHeaders.overwrite("x-tollgate-provider", service.name()));
    if (warns(forwarded.principal())) {
      ok.addResponseHeadersToAdd(PreparedAnswer.warning(forwarded.principal()));
    }
    return Answer.of(
        CheckResponse.newBuilder()
            .setStatus(Status.newBuilder().setCode(Code.OK_VALUE))
            .setOkResponse(ok)
            .setDynamicMetadata(EnvoyMetadata.upstreamPath(forwarded.upstreamPath()))
            .build());
  }

  /** Our own answers need no credential, so none travels further. */
  private static OkHttpResponse.Builder toOurselves(OkHttpResponse.Builder ok) {
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.PROVIDER, OURSELVES));
    return ok.addAllHeadersToRemove(EnvoyHeaders.CREDENTIALS);
  }

  private static Answer ok(OkHttpResponse.Builder ok) {
    var out = new BackwardsWriter(BYTES_USUAL);
    out.prepared(ok.build().toByteArray());
    out.message(CheckResponse.OK_RESPONSE_FIELD_NUMBER, 0);
    out.prepared(OK_STATUS);
    return Answer.of(out);
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

  /** As a field of a {@code CheckResponse}. */
  private static byte[] status(int code) {
    return CheckResponse.newBuilder()
        .setStatus(Status.newBuilder().setCode(code))
        .build()
        .toByteArray();
  }
}
