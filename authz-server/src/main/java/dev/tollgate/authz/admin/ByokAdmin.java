package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.ByokKey;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.KeyTest;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
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
import javax.sql.DataSource;

/**
 * Keys that users and organizations bring along: set, removed, tested, shown without telling them.
 */
final class ByokAdmin {
  private final JdbcByok keys;
  private final ByokOwners owners;
  private final ProviderKeySettings settings;
  private final ByokStates states;
  private final KeyProbe probe;
  private final TestBounds bounds = new TestBounds();
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
        new ByokStates(
            settings, new ProviderActivity(settings.configured(), database, clock), clock),
        probe,
        clock,
        random);
  }

  AddByokKeyResponse add(Caller caller, AddByokKeyRequest request) {
    var owner = owners.require(caller, request.getUserId(), request.getOrganization());
    ByokFields.of(settings, request).check();
    requireTier(owner);
    var sealer = Sealers.any(settings);
    var provider = request.getProvider();
    var endpoint = ByokFields.endpoint(request);
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

  private void requireTier(ByokOwner owner) {
    var policy = settings.byok();
    if (!ByokFields.mayBring(policy, owner)) {
      throw GrpcErrors.failedPrecondition(ByokFields.tierProblem(policy, owner));
    }
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
    var endpoint = withKey(row);
    bounds.admit(owner.holder(), request.getProvider(), clock.instant());
    try {
      keys.tested(row.key().id(), tested(probe.test(endpoint)));
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
      return endpoint.withKey(Sealers.any(settings).open(row.key().sealed(), row.key().place()));
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
    answer.addAllKeys(states.of(page.items()));
    return answer.setNextPageToken(page.nextToken(row -> row.key().id())).build();
  }

  /** Whoever may bring keys along may know where to. */
  ListByokProvidersResponse providers() {
    return states.providers();
  }
}
