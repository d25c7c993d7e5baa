package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.KeyTest;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.AddByokKeyRequest;
import dev.tollgate.proto.admin.v1.AddByokKeyResponse;
import dev.tollgate.proto.admin.v1.ListByokKeysRequest;
import dev.tollgate.proto.admin.v1.ListByokKeysResponse;
import dev.tollgate.proto.admin.v1.ListByokProvidersResponse;
import dev.tollgate.proto.admin.v1.RemoveByokKeyRequest;
import dev.tollgate.proto.admin.v1.RemoveByokKeyResponse;
import dev.tollgate.proto.admin.v1.TestByokKeyRequest;
import dev.tollgate.proto.admin.v1.TestByokKeyResponse;
import io.grpc.StatusRuntimeException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Locale;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Keys that users and organizations bring along: set, removed, tested, shown without telling them.
 */
final class ByokAdmin {
  private static final int LABEL_CHARACTERS_MAX = 100;

  private final JdbcByok keys;
  private final ByokOwners owners;
  private final ProviderKeySettings settings;
  private final ByokStates states;
  private final KeyProbe probe;
  private final InstantSource clock;
  private final SecureRandom random;

  private ByokAdmin(
      JdbcByok keys,
      ByokOwners owners,
      ProviderKeySettings settings,
      ByokStates states,
      KeyProbe probe,
      InstantSource clock,
      SecureRandom random) {
    this.keys = keys;
    this.owners = owners;
    this.settings = settings;
    this.states = states;
    this.probe = probe;
    this.clock = clock;
    this.random = random;
  }

  static ByokAdmin create(
      DataSource database,
      ProviderKeySettings settings,
      KeyProbe probe,
      InstantSource clock,
      SecureRandom random) {
    return new ByokAdmin(
        new JdbcByok(database),
        new ByokOwners(new JdbcByokOwners(database)),
        settings,
        new ByokStates(settings, clock),
        probe,
        clock,
        random);
  }

  AddByokKeyResponse add(Caller caller, AddByokKeyRequest request) {
    var owner = owners.require(caller, request.getUserId(), request.getOrganization());
    check(request);
    requireTier(owner);
    var sealer = sealer();
    var provider = request.getProvider();
    var endpoint = endpoint(request);
    var secret = Secret.of(request.getKey());
    var id = Issuing.id("byok_", random);
    var sealed = sealer.seal(secret, ByokKey.place(id, owner.holder(), provider, endpoint));
    keys.put(
        caller,
        owner,
        new ByokKey(id, owner.holder(), provider, endpoint, sealed),
        request.getLabel(),
        ProviderKeyForm.masked(secret),
        clock.instant());
    return AddByokKeyResponse.newBuilder().setKey(states.of(find(owner, provider))).build();
  }

  private static String endpoint(AddByokKeyRequest request) {
    return request.getEndpoint().isEmpty() ? request.getProvider() : request.getEndpoint();
  }

  private void check(AddByokKeyRequest request) {
    var configured = settings.configured();
    var provider = configured.describe(request.getProvider());
    var endpoint = configured.describe(endpoint(request));
    var key = request.getKey();
    var fields =
        new Fields()
            .require(
                "provider",
                provider != null,
                "must be a provider of the configuration: " + names(configured.names()))
            .require(
                "endpoint",
                endpoint != null && settings.byok().endpoints().contains(endpoint.name()),
                "must be a configured provider that takes callers' keys, not a place of one's own: "
                    + names(settings.byok().endpoints()))
            .require(
                "endpoint",
                provider == null || endpoint == null || provider.api() == endpoint.api(),
                "does not speak like " + request.getProvider())
            .optionalText("label", request.getLabel(), LABEL_CHARACTERS_MAX)
            .require(
                "label",
                key.isEmpty() || !request.getLabel().contains(key),
                "has the key in it, and would be shown");
    ProviderKeyFields.requireKey(fields, endpoint(request), key, request.getForce(), "add").check();
  }

  private static String names(Iterable<String> names) {
    var sorted = new TreeSet<String>();
    names.forEach(sorted::add);
    return sorted.isEmpty() ? "there is none" : String.join(", ", sorted);
  }

  private void requireTier(ByokOwner owner) {
    var tiers = settings.byok().tiers();
    if (!tiers.contains(owner.tier())) {
      throw GrpcErrors.failedPrecondition(
          "the organization "
              + owner.organizationSlug()
              + " has the tier "
              + owner.tier()
              + ", which may not bring keys of its own. These may: "
              + names(tiers));
    }
  }

  private Sealer sealer() {
    var sealer = settings.sealer();
    if (sealer == null) {
      throw GrpcErrors.failedPrecondition(
          "this server has nothing to encrypt with: configure encryption.keys");
    }
    return sealer;
  }

  private ByokRow find(ByokOwner owner, String provider) {
    return keys.find(owner.holder(), provider).orElseThrow(() -> none(owner, provider));
  }

  private static StatusRuntimeException none(ByokOwner owner, String provider) {
    return GrpcErrors.notFound("the " + shown(owner) + " has no key of its own for " + provider);
  }

  private static String shown(ByokOwner owner) {
    return switch (owner.holder().kind()) {
      case USER -> "user " + owner.holder().id();
      case ORGANIZATION -> "organization " + owner.organizationSlug();
    };
  }

  RemoveByokKeyResponse remove(Caller caller, RemoveByokKeyRequest request) {
    var owner = owners.require(caller, request.getUserId(), request.getOrganization());
    new Fields().name("provider", request.getProvider()).check();
    var removed =
        keys.remove(caller, owner, request.getProvider(), clock.instant())
            .orElseThrow(() -> none(owner, request.getProvider()));
    return RemoveByokKeyResponse.newBuilder().setKey(states.of(removed)).build();
  }

  TestByokKeyResponse test(Caller caller, TestByokKeyRequest request) {
    var owner = owners.require(caller, request.getUserId(), request.getOrganization());
    new Fields().name("provider", request.getProvider()).check();
    var row = find(owner, request.getProvider());
    try {
      keys.tested(row.key().id(), tested(probe.test(withKey(row))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GrpcErrors.unavailable("the test was interrupted: try again");
    }
    return TestByokKeyResponse.newBuilder()
        .setKey(states.of(find(owner, request.getProvider())))
        .build();
  }

  /** A key goes to no place that it may not go to with requests. */
  private Provider withKey(ByokRow row) {
    var problem = states.problem(row);
    var endpoint = settings.configured().describe(row.key().endpoint());
    if (!problem.isEmpty() || endpoint == null) {
      throw GrpcErrors.failedPrecondition("this key is not in use: " + problem);
    }
    try {
      return endpoint.withKey(sealer().open(row.key().sealed(), row.key().place()));
    } catch (UnreadableException e) {
      throw GrpcErrors.failedPrecondition("this key cannot be read: " + e.getMessage());
    }
  }

  private ByokRow.Test tested(KeyTest test) {
    var status = test.status().name().toLowerCase(Locale.ROOT);
    return new ByokRow.Test(status, test.httpStatus(), test.problem(), clock.instant());
  }

  ListByokKeysResponse list(Caller caller, ListByokKeysRequest request) {
    new Fields()
        .page(request.getPageSize())
        .optionalText("page_token", request.getPageToken(), 64)
        .check();
    Fields.checkPageToken(request.getPageToken(), keys::exists);
    var holder =
        owners
            .narrowed(caller, request.getUserId(), request.getOrganization())
            .map(ByokOwner::holder)
            .orElse(null);
    var page =
        Page.read(
            request.getPageSize(),
            limit -> keys.list(caller.organizationId(), holder, request.getPageToken(), limit));
    var answer = ListByokKeysResponse.newBuilder();
    page.items().forEach(row -> answer.addKeys(states.of(row)));
    return answer.setNextPageToken(page.nextToken(row -> row.key().id())).build();
  }

  /** Whoever may bring keys along may know where to. */
  ListByokProvidersResponse providers() {
    return states.providers();
  }
}
