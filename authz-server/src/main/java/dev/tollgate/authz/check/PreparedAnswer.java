package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.kit.proto.BackwardsWriter;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What every admission of one principal to one provider has in common, made once. It holds the
 * credential there, the platform's or the caller's own: it goes to Envoy and nowhere else.
 */
final class PreparedAnswer {
  /** What a request adds: reservation, settlement, balance. */
  private static final int BYTES_OF_ITS_OWN = 512;

  private static final byte[] EDIT =
      OkHttpResponse.newBuilder()
          .addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.EDIT, "1"))
          .build()
          .toByteArray();

  private final Principal principal;
  private final ChargePath path;
  private final Provider provider;
  private final @Nullable OwnKey ownKey;

  /** Fields of an {@code OkHttpResponse}: for the principal's own user. */
  private final byte[] common;

  /** The same without a word about the user, who is told for each request. */
  private final byte[] unnamed;

  /** For answers, when its time has come. */
  private final byte[] warning;

  private final EnvoyMetadata metadata;

  private final Settlement settlement;

  PreparedAnswer(Principal principal, ChargePath path, Provider provider, @Nullable OwnKey ownKey) {
    this.principal = principal;
    this.path = path;
    this.provider = provider;
    this.ownKey = ownKey;
    var ok = identity(principal);
    credential(ok, provider, ownKey);
    ok.addHeaders(EnvoyHeaders.overwrite(EnvoyHeaders.PROVIDER, provider.name()));
    ok.addResponseHeadersToAdd(EnvoyHeaders.overwrite("x-tollgate-provider", provider.name()));
    ok.addResponseHeadersToAdd(
        EnvoyHeaders.overwrite("x-tollgate-byok", Boolean.toString(ownKey != null)));
    this.common = ok.build().toByteArray();
    this.unnamed = principal.serviceName().isEmpty() ? common : unnamed(ok.build());
    this.warning =
        OkHttpResponse.newBuilder()
            .addResponseHeadersToAdd(warning(principal))
            .build()
            .toByteArray();
    this.metadata = EnvoyMetadata.to(provider);
    this.settlement = Settlement.of(principal, path, provider.name(), ownKey);
  }

  /**
   * The provider's credential takes the place of the caller's, which may have come under any of
   * these names: what is not set is removed. Envoy removes after it has set.
   */
  static void credential(OkHttpResponse.Builder ok, Provider provider, @Nullable OwnKey ownKey) {
    var name = provider.keyHeader().headerName();
    var credential =
        ownKey == null
            ? provider.credential()
            : provider.keyHeader().value(requireNonNull(ownKey.key()));
    ok.addHeaders(EnvoyHeaders.overwrite(name, credential.text()));
    EnvoyHeaders.CREDENTIALS.stream()
        .filter(other -> !other.equals(name))
        .forEach(ok::addHeadersToRemove);
  }

  /** Envoy removes after it has set: a user that is named must not be on the list. */
  private static byte[] unnamed(OkHttpResponse prepared) {
    var remove = new ArrayList<String>(prepared.getHeadersToRemoveList());
    remove.remove(EnvoyHeaders.USER);
    return prepared.toBuilder()
        .clearHeadersToRemove()
        .addAllHeadersToRemove(remove)
        .build()
        .toByteArray();
  }

  /** Says until when the key works. */
  static HeaderValueOption warning(Principal principal) {
    return EnvoyHeaders.overwrite(EnvoyHeaders.KEY_WARNING, principal.validity().warning());
  }

  /** Whether it was made of these very objects. */
  @SuppressWarnings("ReferenceEquality") // the objects are the key: comparing content costs more
  boolean isOf(
      Principal otherPrincipal,
      ChargePath otherPath,
      Provider otherProvider,
      @Nullable OwnKey otherKey) {
    return principal == otherPrincipal
        && path == otherPath
        && provider == otherProvider
        && ownKey == otherKey;
  }

  /**
   * The answer to one request.
   *
   * @param warns whether it is time to say until when the key works
   */
  Answer admitted(Decision.Admitted admitted, boolean warns) {
    var out = new BackwardsWriter(common.length + BYTES_OF_ITS_OWN);
    metadata.write(out, admitted, settlement(admitted));
    out.message(CheckResponse.DYNAMIC_METADATA_FIELD_NUMBER, 0);
    int ok = out.length();
    if (warns) {
      out.prepared(warning);
    }
    if (admitted.edits()) {
      out.prepared(EDIT);
    }
    if (admitted.balanceNanocredits() != HoldOutcome.BALANCE_UNKNOWN) {
      EnvoyHeaders.writeOverwrite(
          out,
          OkHttpResponse.RESPONSE_HEADERS_TO_ADD_FIELD_NUMBER,
          "x-tollgate-credits-remaining",
          NanocreditText.credits(admitted.balanceNanocredits()));
    }
    if (admitted.userId().equals(principal.userId())) {
      out.prepared(common);
    } else {
      EnvoyHeaders.writeOverwrite(
          out, OkHttpResponse.HEADERS_FIELD_NUMBER, EnvoyHeaders.USER, admitted.userId());
      out.prepared(unnamed);
    }
    out.message(CheckResponse.OK_RESPONSE_FIELD_NUMBER, ok);
    out.prepared(Responder.OK_STATUS);
    return Answer.of(out);
  }

  private String settlement(Decision.Admitted admitted) {
    return settlement.text(
        admitted.holdNanocredits(),
        admitted.spendNanocredits(),
        admitted.priceVersion(),
        admitted.userId(),
        admitted.price().model(),
        admitted.units());
  }

  /**
   * Says who is calling, in the place of whatever the client said. A part that a principal does not
   * have is removed, never left over.
   */
  static OkHttpResponse.Builder identity(Principal principal) {
    var ok = OkHttpResponse.newBuilder();
    var parts =
        Map.of(
            EnvoyHeaders.SERVICE, principal.serviceName(),
            EnvoyHeaders.USER, principal.userId(),
            EnvoyHeaders.ORGANIZATION, principal.organizationId(),
            EnvoyHeaders.ORGANIZATION_SLUG, principal.organizationSlug(),
            EnvoyHeaders.KEY, principal.keyId(),
            EnvoyHeaders.PERMISSIONS, String.join(",", new TreeSet<>(principal.permissions())),
            EnvoyHeaders.PLAN, principal.plan());
    parts.forEach((name, value) -> {
      if (value.isEmpty()) {
        ok.addHeadersToRemove(name);
      } else {
        ok.addHeaders(EnvoyHeaders.overwrite(name, value));
      }
    });
    ok.addAllHeadersToRemove(EnvoyHeaders.FOREIGN_IDENTITY);
    return ok;
  }
}
