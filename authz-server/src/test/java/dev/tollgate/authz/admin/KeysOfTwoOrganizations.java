package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.KeyRestrictions;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.Names;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.RotateKeyRequest;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import dev.tollgate.proto.admin.v1.UserKey;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An organization and a service at an admin service of their own, with keys of every family. */
abstract class KeysOfTwoOrganizations {
  static final KeyRestrictions RESTRICTIONS_NONE = KeyRestrictions.getDefaultInstance();
  static final KeyRestrictions RESTRICTIONS =
      KeyRestrictions.newBuilder()
          .setAllowedModels(names("gpt-4o*", "o3"))
          .setAllowedIps(names("10.0.0.0/8", "192.0.2.7/32", "2001:db8::1/128"))
          .setRequestCostMaxNanocredits(1)
          .build();

  final TestAdmin admin = new TestAdmin();

  KeysOfTwoOrganizations() throws IOException {}

  @BeforeEach
  void organizations() {
    for (boolean service : new boolean[] {false, true}) {
      admin
          .keys()
          .createOrganization(
              CreateOrganizationRequest.newBuilder()
                  .setSlug(service ? "bots" : "acme")
                  .setIsServiceAccount(service)
                  .setPlan("pro")
                  .build());
    }
  }

  @AfterEach
  void close() {
    admin.close();
  }

  static Names names(String... names) {
    return Names.newBuilder().addAllNames(List.of(names)).build();
  }

  UserKey userKey(KeyRestrictions restrictions, String... permissions) {
    return admin.keys().createUserKey(newUserKey(restrictions, permissions)).getKey();
  }

  static CreateUserKeyRequest newUserKey(KeyRestrictions restrictions, String... permissions) {
    return CreateUserKeyRequest.newBuilder()
        .setUserId("alice")
        .setName("laptop")
        .setOrganization("acme")
        .setExpiresInDays(30)
        .setRestrictions(restrictions)
        .addAllPermissions(List.of(permissions))
        .build();
  }

  OrganizationKey organizationKey(String slug, KeyRestrictions restrictions) {
    return admin.keys().createOrganizationKey(request(slug, restrictions)).getKey();
  }

  static CreateOrganizationKeyRequest request(String slug, KeyRestrictions restrictions) {
    return CreateOrganizationKeyRequest.newBuilder()
        .setOrganization(slug)
        .setName("ci")
        .setDescription("builds")
        .setEnvironment(slug.equals("acme") ? "test" : "")
        .setRestrictions(restrictions)
        .build();
  }

  RotateKeyResponse rotate(String keyId) {
    return admin.keys().rotateKey(RotateKeyRequest.newBuilder().setKeyId(keyId).build());
  }

  UserKey listed(String keyId) {
    return admin
        .keys()
        .listUserKeys(ListUserKeysRequest.getDefaultInstance())
        .getKeysList()
        .stream()
        .filter(key -> key.getKeyId().equals(keyId))
        .findFirst()
        .orElseThrow();
  }
}
