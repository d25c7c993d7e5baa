package dev.tollgate.authz.admin;

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
import java.util.Map;
import javax.sql.DataSource;

/** The services that operators call. */
public final class Admin {
  private Admin() {}

  /**
   * The services, each behind the admin credential; they block.
   *
   * @param ledgerToken our admin credential at the ledger
   */
  public static List<ServerServiceDefinition> services(
      AdminConfig config,
      DataSource database,
      KeyForge forge,
      BcryptDoor door,
      Channel ledger,
      Secret ledgerToken,
      InstantSource clock,
      SecureRandom random) {
    var admin = new BearerTokens.Caller("bootstrap-admin", BearerTokens.Role.ADMIN);
    var guard = BearerTokens.require(Map.of(config.key(), admin));
    var organizations = new JdbcOrganizations(database);
    var plans = new JdbcPlans(database);
    var api =
        new AdminApi(
            new OrganizationAdmin(organizations, plans, clock, random),
            new PlanAdmin(plans, clock),
            new UserKeyAdmin(new JdbcUserKeys(database), forge, clock, random, door),
            new OrganizationKeyAdmin(
                organizations, new JdbcOrganizationKeys(database), forge, clock, random),
            new RevocationAdmin(new JdbcRevocations(database)));
    var authenticated = ClientInterceptors.intercept(ledger, BearerTokens.present(ledgerToken));
    var money = new LedgerPassThrough(authenticated);
    return List.of(
        ServerInterceptors.intercept(api, guard), ServerInterceptors.intercept(money, guard));
  }
}
