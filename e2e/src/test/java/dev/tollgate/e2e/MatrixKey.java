package dev.tollgate.e2e;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.Names;
import dev.tollgate.proto.admin.v1.RevokeOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.SetOrganizationStatusRequest;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/**
 * A key of a family that is in a state, with an organization of its own that pays.
 *
 * @param organization its slug
 */
record MatrixKey(String key, String organization) {
  enum Family {
    USER,
    ORGANIZATION,
    SERVICE
  }

  enum State {
    VALID,
    EXPIRED,
    REVOKED,
    SUSPENDED_ORGANIZATION,
    WRONG_SCOPE,
    WRONG_MODEL,
    WRONG_ADDRESS
  }

  private record Issued(String key, String id) {}

  static MatrixKey make(Gateway gateway, Family family, State state) throws Exception {
    var slug = new OrganizationKeys(gateway).organization(family == Family.SERVICE);
    var permissions = state == State.WRONG_SCOPE ? List.of("llm:models") : List.<String>of();
    var issued =
        family == Family.USER
            ? user(gateway, slug, permissions, restrictions(state))
            : own(gateway, slug, permissions, restrictions(state));
    switch (state) {
      case EXPIRED -> expire(gateway, issued.id());
      case REVOKED -> revoke(gateway, family, issued.id());
      case SUSPENDED_ORGANIZATION -> suspend(gateway, slug);
      case VALID, WRONG_SCOPE, WRONG_MODEL, WRONG_ADDRESS -> {}
    }
    return new MatrixKey(issued.key(), slug);
  }

  /** Another key for the same payer: the organization's own. */
  String sibling(Gateway gateway) throws IOException {
    return own(gateway, organization, List.of(), KeyRestrictions.getDefaultInstance()).key();
  }

  String wallet() {
    return "wallet:organization:" + organization;
  }

  private static KeyRestrictions restrictions(State state) {
    var restrictions = KeyRestrictions.newBuilder();
    switch (state) {
      case WRONG_MODEL -> restrictions.setAllowedModels(Names.newBuilder().addNames("o1*"));
      case WRONG_ADDRESS -> restrictions.setAllowedIps(Names.newBuilder().addNames("192.0.2.0/24"));
      case VALID, EXPIRED, REVOKED, SUSPENDED_ORGANIZATION, WRONG_SCOPE -> {}
    }
    return restrictions.build();
  }

  private static Issued user(
      Gateway gateway, String slug, List<String> permissions, KeyRestrictions restrictions)
      throws IOException {
    var user = "user of " + slug;
    gateway
        .keys()
        .createUser(
            CreateUserRequest.newBuilder()
                .setUserId(user)
                .setOrganization(slug)
                .setWallet("organization")
                .build());
    var answer =
        gateway
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId(user)
                    .setName("matrix")
                    .addAllPermissions(permissions)
                    .setRestrictions(restrictions)
                    .build());
    return new Issued(answer.getApiKey(), answer.getKey().getKeyId());
  }

  private static Issued own(
      Gateway gateway, String slug, List<String> permissions, KeyRestrictions restrictions)
      throws IOException {
    var answer =
        gateway
            .keys()
            .createOrganizationKey(
                CreateOrganizationKeyRequest.newBuilder()
                    .setOrganization(slug)
                    .setName("matrix")
                    .addAllPermissions(permissions)
                    .setRestrictions(restrictions)
                    .build());
    return new Issued(answer.getApiKey(), answer.getKey().getKeyId());
  }

  /** Nobody waits a day: it was made two days ago, for one. */
  private static void expire(Gateway gateway, String keyId) throws SQLException, IOException {
    var sql =
        """
        UPDATE authz.api_key SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day'
        WHERE key_id = ?
        """;
    try (var connection = gateway.database();
        var update = connection.prepareStatement(sql)) {
      update.setString(1, keyId);
      update.executeUpdate();
    }
  }

  private static void revoke(Gateway gateway, Family family, String keyId) throws IOException {
    switch (family) {
      case USER ->
          gateway.keys().revokeUserKey(RevokeUserKeyRequest.newBuilder().setKeyId(keyId).build());
      case ORGANIZATION, SERVICE ->
          gateway
              .keys()
              .revokeOrganizationKey(
                  RevokeOrganizationKeyRequest.newBuilder().setKeyId(keyId).build());
    }
  }

  private static void suspend(Gateway gateway, String slug) throws IOException {
    gateway
        .keys()
        .setOrganizationStatus(
            SetOrganizationStatusRequest.newBuilder().setSlug(slug).setStatus("suspended").build());
  }
}
