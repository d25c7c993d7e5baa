package dev.tollgate.e2e;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Makes keys that cost no bcrypt, and remembers their ids. */
final class OrganizationKeys {
  private static final int KEYS_MAX = 1_000;

  private final Gateway gateway;
  private final Map<String, String> ids = new ConcurrentHashMap<>();

  OrganizationKeys(Gateway gateway) {
    this.gateway = gateway;
  }

  /** A new organization with credits; returns its slug. */
  String organization() throws IOException {
    return organization(false);
  }

  /** A new organization or service with credits; returns its slug. */
  String organization(boolean service) throws IOException {
    var slug = "o-" + UUID.randomUUID();
    gateway
        .keys()
        .createOrganization(
            CreateOrganizationRequest.newBuilder()
                .setSlug(slug)
                .setIsServiceAccount(service)
                .setMaxApiKeys(KEYS_MAX)
                .build());
    gateway
        .money()
        .grant(
            GrantRequest.newBuilder()
                .setAccount("wallet:organization:" + slug)
                .setNanocredits(1_000_000_000_000L)
                .setIdempotencyKey(slug)
                .build());
    return slug;
  }

  /** A new key of an organization itself. */
  String issue(String slug) throws IOException {
    var request = CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("e2e");
    var issued = gateway.keys().createOrganizationKey(request.build());
    ids.put(issued.getApiKey(), issued.getKey().getKeyId());
    return issued.getApiKey();
  }

  /** The id of a key that was issued here. */
  String id(String key) {
    return Objects.requireNonNull(ids.get(key));
  }
}
