package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.ProviderKeyForm;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.StoredKey;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.DisableProviderRequest;
import dev.tollgate.proto.admin.v1.DisableProviderResponse;
import dev.tollgate.proto.admin.v1.EnableProviderRequest;
import dev.tollgate.proto.admin.v1.EnableProviderResponse;
import dev.tollgate.proto.admin.v1.ListProviderKeysResponse;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyRequest;
import dev.tollgate.proto.admin.v1.RemoveProviderKeyResponse;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import dev.tollgate.proto.admin.v1.SetProviderKeyResponse;
import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import dev.tollgate.proto.admin.v1.TestProviderKeyResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import java.security.SecureRandom;
import java.time.InstantSource;
import javax.sql.DataSource;

/**
 * The platform's keys at the providers: set, removed, tested and shown without telling them. And
 * whether requests go there.
 */
final class ProviderKeyAdmin {
  private final JdbcProviderKeys keys;
  private final ProviderKeySettings settings;
  private final ProviderKeyStates states;
  private final KeyTests tests;
  private final ProviderActivity activity;
  private final ProviderHealths healths;
  private final InstantSource clock;
  private final SecureRandom random;

  ProviderKeyAdmin(
      JdbcProviderKeys keys,
      ProviderKeySettings settings,
      ProviderKeyStates states,
      KeyTests tests,
      ProviderActivity activity,
      ProviderHealths healths,
      InstantSource clock,
      SecureRandom random) {
    this.keys = keys;
    this.settings = settings;
    this.states = states;
    this.tests = tests;
    this.activity = activity;
    this.healths = healths;
    this.clock = clock;
    this.random = random;
  }

  static ProviderKeyAdmin create(
      DataSource database,
      LedgerAdminServiceBlockingStub ledger,
      ProviderKeySettings settings,
      KeyProbe probe,
      InstantSource clock,
      SecureRandom random) {
    var keys = new JdbcProviderKeys(database);
    var tests = new JdbcKeyTests(database);
    var activity = new ProviderActivity(settings.configured(), database, clock);
    return new ProviderKeyAdmin(
        keys,
        settings,
        new ProviderKeyStates(settings, keys, tests, activity, clock),
        new KeyTests(tests, probe, clock),
        activity,
        new ProviderHealths(ledger, settings.configured()),
        clock,
        random);
  }

  SetProviderKeyResponse set(Caller caller, SetProviderKeyRequest request) {
    caller.requirePlatform();
    var sealer = Sealers.ofPlatform(settings);
    check(request);
    var provider = request.getProvider();
    var key = Secret.of(request.getKey());
    var id = Issuing.id("pkey_", random);
    var sealed = sealer.seal(key, StoredKey.place(provider, id));
    keys.put(
        caller, new StoredKey(provider, id, sealed), ProviderKeyForm.masked(key), clock.instant());
    return SetProviderKeyResponse.newBuilder().setKey(states.of(provider)).build();
  }

  private void check(SetProviderKeyRequest request) {
    ProviderKeyFields.of(
            settings.configured().names(),
            request.getProvider(),
            request.getKey(),
            request.getForce())
        .check();
  }

  RemoveProviderKeyResponse remove(Caller caller, RemoveProviderKeyRequest request) {
    caller.requirePlatform();
    var provider = request.getProvider();
    new Fields().name("provider", provider).check();
    if (!keys.remove(caller, provider, clock.instant())) {
      throw GrpcErrors.notFound("there is no stored key of this provider");
    }
    return RemoveProviderKeyResponse.newBuilder().setKey(states.of(provider)).build();
  }

  DisableProviderResponse disable(Caller caller, DisableProviderRequest request) {
    activity.disable(caller, request.getProvider());
    return DisableProviderResponse.newBuilder().setKey(states.of(request.getProvider())).build();
  }

  EnableProviderResponse enable(Caller caller, EnableProviderRequest request) {
    activity.enable(caller, request.getProvider());
    return EnableProviderResponse.newBuilder().setKey(states.of(request.getProvider())).build();
  }

  ListProviderKeysResponse list(Caller caller) {
    caller.requirePlatform();
    return ListProviderKeysResponse.newBuilder()
        .addAllKeys(healths.told(states.all()))
        .setSource(Sealers.source(settings))
        .build();
  }

  /** NOT_FOUND if it is not configured, has no stored key and is not switched off. */
  ProviderKey get(Caller caller, String provider) {
    caller.requirePlatform();
    new Fields().name("provider", provider).check();
    return healths.told(states.all()).stream()
        .filter(key -> key.getProvider().equals(provider))
        .findFirst()
        .orElseThrow(() -> GrpcErrors.notFound("there is no provider " + provider));
  }

  TestProviderKeyResponse test(Caller caller, TestProviderKeyRequest request) {
    caller.requirePlatform();
    var provider = request.getProvider();
    new Fields().name("provider", provider).check();
    var inUse = states.inUse(provider);
    if (inUse.isEmpty()) {
      throw GrpcErrors.notFound("this provider has no key in use that can be read here");
    }
    tests.run(inUse.get());
    return TestProviderKeyResponse.newBuilder().setKey(states.of(provider)).build();
  }
}
