package dev.tollgate.authz.authn;

import java.util.List;
import java.util.Set;

/**
 * Who is calling, whatever the credential was.
 *
 * @param userId empty for a key that is an organization's own
 * @param serviceName the organization's slug if the key is a service's, else empty
 * @param priceBook the payer's price book
 * @param chargePath ids of the accounts that a request of this principal charges, wallet first
 * @param validity until when the key works
 * @param restrictions what the key may not do though its permissions would let it
 * @param ownKeys keys at providers that it brings along, one of a provider at most
 */
public record Principal(
    String keyId,
    String userId,
    String organizationId,
    String organizationSlug,
    String serviceName,
    Set<String> permissions,
    String plan,
    String tier,
    String priceBook,
    List<String> chargePath,
    Validity validity,
    Restrictions restrictions,
    List<OwnKey> ownKeys) {
  public Principal {
    permissions = Set.copyOf(permissions);
    chargePath = List.copyOf(chargePath);
    ownKeys = List.copyOf(ownKeys);
  }

  /** One that brings no keys along. */
  public Principal(
      String keyId,
      String userId,
      String organizationId,
      String organizationSlug,
      String serviceName,
      Set<String> permissions,
      String plan,
      String tier,
      String priceBook,
      List<String> chargePath,
      Validity validity,
      Restrictions restrictions) {
    this(
        keyId,
        userId,
        organizationId,
        organizationSlug,
        serviceName,
        permissions,
        plan,
        tier,
        priceBook,
        chargePath,
        validity,
        restrictions,
        List.of());
  }

  /** The same caller with these keys at providers. */
  public Principal withOwnKeys(List<OwnKey> keys) {
    return new Principal(
        keyId,
        userId,
        organizationId,
        organizationSlug,
        serviceName,
        permissions,
        plan,
        tier,
        priceBook,
        chargePath,
        validity,
        restrictions,
        keys);
  }
}
