package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.UseCounter;
import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;

/**
 * The services that operators call, for administrators alone; they block.
 *
 * @param grpc called by anyone
 * @param rest called by Envoy alone, on a socket where nobody else stands
 */
public record Admin(List<ServerServiceDefinition> grpc, List<ServerServiceDefinition> rest) {

  /**
   * Makes the services.
   *
   * @param authenticator of the keys of administrators
   * @param uses told of every call that a key was let in with
   * @param ledgerToken our admin credential at the ledger
   * @param providerKeys where the platform's keys at the providers are
   * @param probe asks the providers about them
   */
  public static Admin create(
      AdminConfig config,
      DataSource database,
      Authenticator authenticator,
      UseCounter uses,
      KeyForge forge,
      BcryptDoor door,
      Channel ledger,
      Secret ledgerToken,
      ProviderKeySettings providerKeys,
      KeyProbe probe,
      InstantSource clock,
      SecureRandom random) {
    var administrators = administrators(config, database, authenticator, clock);
    var refused = new RefusedCalls(new JdbcRefusals(database), clock);
    var guards = new Guards(administrators, uses, refused);
    var guard = guards.of(CallerAddress.PEER, Permissions.ADMIN);
    var restGuard = guards.of(CallerAddress.ENVOY, Permissions.ADMIN);
    var organizations = new JdbcOrganizations(database);
    var plans = new JdbcPlans(database);
    var hashes = new KeyHashes(door, random);
    var organizationAdmin = new OrganizationAdmin(organizations, plans, clock, random);
    var userKeys = new UserKeyAdmin(new JdbcUserKeys(database), forge, clock, random, hashes);
    var organizationKeys =
        new OrganizationKeyAdmin(
            organizations, new JdbcOrganizationKeys(database), forge, clock, random);
    var keys = new KeyAdmin(new JdbcKeyChanges(database), forge, hashes, clock, random);
    var audit = new AuditAdmin(organizationAdmin, new JdbcAuditEvents(database));
    var authenticated = ClientInterceptors.intercept(ledger, BearerTokens.present(ledgerToken));
    var money = LedgerAdminServiceGrpc.newBlockingStub(authenticated);
    var api =
        new AdminApi(
            organizationAdmin,
            new PlanAdmin(plans, clock),
            new UserAdmin(new JdbcUsers(database), clock),
            userKeys,
            organizationKeys,
            keys,
            new RevocationAdmin(new JdbcRevocations(database)),
            new ImportAdmin(new JdbcImport(database, forge.pepperVersions(), random), clock),
            new BalanceAdmin(new JdbcWalletOwners(database), money),
            audit);
    var usage = new UsageAdmin(money, new JdbcOrganizationNames(database));
    var providers = ProviderKeyAdmin.create(database, money, providerKeys, probe, clock, random);
    var changes = new RestKeyChanges(keys);
    var rest =
        new RestApi(
            new RestUserKeys(userKeys, changes),
            new RestOrganizations(organizationAdmin),
            new RestOrganizationKeys(organizationAdmin, organizationKeys, changes),
            new RestUsage(organizationAdmin, usage),
            new RestAudit(audit),
            new RestProviderKeys(providers));
    var passedOn =
        new LedgerPassThrough(authenticated, new LimitOwners(new JdbcLimitOwners(database)), usage);
    var byok = ByokAdmin.create(database, providerKeys, probe, clock, random);
    return new Admin(
        List.of(
            ServerInterceptors.intercept(api, guard),
            ServerInterceptors.intercept(
                ProviderKeyApi.create(database, providerKeys, providers, clock, random), guard),
            ServerInterceptors.intercept(
                new ByokApi(byok), guards.of(CallerAddress.PEER, Permissions.BYOK)),
            ServerInterceptors.intercept(passedOn, new PlatformOnly(), guard)),
        List.of(
            ServerInterceptors.intercept(rest, new NoReplays(), restGuard, new RestErrors()),
            ServerInterceptors.intercept(
                new ByokRestApi(byok),
                new NoReplays(),
                guards.of(CallerAddress.ENVOY, Permissions.BYOK),
                new RestErrors())));
  }

  /** Who let callers in. */
  private record Guards(Authenticator authenticator, UseCounter uses, RefusedCalls refused) {
    CallerGuard of(CallerAddress addresses, String permission) {
      return new CallerGuard(authenticator, uses, addresses, refused, permission);
    }
  }

  /**
   * Authenticates the bootstrap key beside all others.
   *
   * @param authenticator of every other key
   */
  private static Authenticator administrators(
      AdminConfig config, DataSource database, Authenticator authenticator, InstantSource clock) {
    var platformKeys = new JdbcPlatformKeys(database, clock);
    return new BootstrapKey(config.key(), platformKeys::exist, authenticator);
  }
}
