package dev.tollgate.authz.admin;

import com.google.protobuf.Timestamp;
import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.proto.admin.v1.ImportRow;
import dev.tollgate.proto.admin.v1.ImportedKey;
import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.ImportedUser;
import java.time.Instant;

/** Rows of another system, to be imported. */
final class OldRows {
  static final String BCRYPT = "$2b$12$KIXQ0Zt7vG0x5bJtY3J0fO8m4nq1yqTzYkq3oYB1cT0uZ7cV5d0sW";

  private OldRows() {}

  static ImportedKey.Builder userKey(String id) {
    return ImportedKey.newBuilder()
        .setTable("user_api_keys")
        .setOldId(id)
        .setName("laptop")
        .setKeyHash(bcrypt(id))
        .setKeyPrefix("uc_f307")
        .setUserId("ada@example.org")
        .addPermissions("llm:inference");
  }

  /** A hash of nothing in particular, in the right form. */
  static String bcrypt(String id) {
    return BCRYPT.substring(0, 60 - id.length()) + id;
  }

  static ImportedKey.Builder ownKey(String id, String organization, String key) {
    return ImportedKey.newBuilder()
        .setTable("api_keys")
        .setOldId(id)
        .setKeyHash(HashOfRecord.sha256(key).substring("sha256:".length()))
        .setKeyPrefix(key.substring(0, 8))
        .setOrganizationId(organization)
        .addPermissions("*");
  }

  static ImportRow organization(String id, String slug, boolean service) {
    return ImportRow.newBuilder()
        .setOrganization(
            ImportedOrganization.newBuilder()
                .setOldId(id)
                .setSlug(slug)
                .setIsServiceAccount(service))
        .build();
  }

  static ImportRow row(ImportedKey.Builder key) {
    return ImportRow.newBuilder().setKey(key).build();
  }

  static Timestamp time(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }

  static ImportRow[] wholeSystem() {
    return new ImportRow[] {
      organization("1", "acme", false),
      organization("2", "presenton-service", true),
      ImportRow.newBuilder()
          .setUser(ImportedUser.newBuilder().setUserId("bob").setOrganizationId("1"))
          .build(),
      row(userKey("1").setUserId("bob").addPermissions("admin:*")),
      row(userKey("2")),
      row(ownKey("1", "1", "pk_live_old").setEnvironment("live")),
      row(
          ownKey("2", "2", "sk-presenton-service-key-2024")
              .setAcceptGuessable(true)
              .addAllowedIps("10.0.0.0/8"))
    };
  }
}
