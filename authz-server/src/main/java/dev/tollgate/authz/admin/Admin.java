package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.UseCounter;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/** The services that operators call. */
public final class Admin {
  private Admin() {}

  /**
   * The services, for administrators alone; they block.
   *
   * @param authenticator of the keys of administrators
   * @param uses told of every call that a key was let in with
   * @param ledgerToken our admin credential at the ledger
   */
  public static List<ServerServiceDefinition> services(
      AdminConfig config,
      DataSource database,
      Authenticator authenticator,
      UseCounter uses,
      KeyForge forge,
      BcryptDoor door,
      Channel ledger,
      Secret ledgerToken,
      InstantSource clock,
      SecureRandom random) {
    var guard = new CallerGuard(administrators(config, database, authenticator, clock), uses);
    var organizations = new JdbcOrganizations(database);
    var plans = new JdbcPlans(database);
    var hashes = new KeyHashes(door, random);
    var api =
        new AdminApi(
            new OrganizationAdmin(organizations, plans, clock, random),
            new PlanAdmin(plans, clock),
            new UserKeyAdmin(new JdbcUserKeys(database), forge, clock, random, hashes),
            new OrganizationKeyAdmin(
                organizations, new JdbcOrganizationKeys(database), forge, clock, random),
            new KeyAdmin(new JdbcKeyChanges(database), forge, hashes, clock, random),
            new RevocationAdmin(new JdbcRevocations(database)),
            new ImportAdmin(new JdbcImport(database, forge.pepperVersions(), random), clock));
    var authenticated = ClientInterceptors.intercept(ledger, BearerTokens.present(ledgerToken));
    var money = new LedgerPassThrough(authenticated);
    return List.of(
        ServerInterceptors.intercept(api, guard),
        ServerInterceptors.intercept(money, new PlatformOnly(), guard));
  }

  /**
   * Authenticates the bootstrap key beside all others.
   *
   * @param authenticator of every other key
   */
  public static Authenticator administrators(
      AdminConfig config, DataSource database, Authenticator authenticator, InstantSource clock) {
    var platformKeys = new JdbcPlatformKeys(database, clock);
    return new BootstrapKey(config.key(), platformKeys::exist, authenticator);
  }
}
