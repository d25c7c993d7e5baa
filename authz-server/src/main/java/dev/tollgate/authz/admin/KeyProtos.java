package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.Key;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.UserKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keys as operators see them. */
final class KeyProtos {
  private KeyProtos() {}

  static Key of(StoredKey key, Instant now) {
    return key.userId() == null
        ? Key.newBuilder().setOrganizationKey(organizationKey(key, now)).build()
        : Key.newBuilder().setUserKey(userKey(key, now)).build();
  }

  static UserKey userKey(StoredKey key, Instant now) {
    var status = key.status(now);
    var proto =
        UserKey.newBuilder()
            .setKeyId(key.keyId())
            .setKeyName(key.name())
            .setKeyPrefix(key.prefix())
            .addAllPermissions(key.permissions())
            .setCreatedAt(Issuing.timestamp(key.createdAt()))
            .setIsActive(status.equals(StoredKey.ACTIVE))
            .setStatus(status)
            .setUserId(orEmpty(key.userId()))
            .setOrganizationId(key.organizationId())
            .setRestrictions(key.restrictions().toProto())
            .setLastUsedIp(key.use().lastAddress())
            .setTotalRequests(key.use().requests());
    var expires = key.expiresAt();
    if (expires != null) {
      proto.setExpiresAt(Issuing.timestamp(expires));
    }
    var used = key.use().lastAt();
    if (used != null) {
      proto.setLastUsed(Issuing.timestamp(used));
    }
    var replaced = key.replaced();
    if (replaced != null) {
      proto
          .setReplacedBy(replaced.by())
          .setOverlapEndsAt(Issuing.timestamp(replaced.overlapEndsAt()));
    }
    return proto.build();
  }

  static OrganizationKey organizationKey(StoredKey key, Instant now) {
    var status = key.status(now);
    var proto =
        OrganizationKey.newBuilder()
            .setKeyId(key.keyId())
            .setName(key.name())
            .setDescription(key.description())
            .setPrefix(key.prefix())
            .setHint(key.hint())
            .setOrganization(key.organizationSlug())
            .setOrganizationId(key.organizationId())
            .setFamily(key.family())
            .setEnvironment(orEmpty(key.environment()))
            .addAllPermissions(key.permissions())
            .setCreatedAt(Issuing.timestamp(key.createdAt()))
            .setIsActive(status.equals(StoredKey.ACTIVE))
            .setStatus(status)
            .setRestrictions(key.restrictions().toProto())
            .setLastUsedIp(key.use().lastAddress())
            .setTotalRequests(key.use().requests());
    var expires = key.expiresAt();
    if (expires != null) {
      proto.setExpiresAt(Issuing.timestamp(expires));
    }
    var used = key.use().lastAt();
    if (used != null) {
      proto.setLastUsed(Issuing.timestamp(used));
    }
    var replaced = key.replaced();
    if (replaced != null) {
      proto
          .setReplacedBy(replaced.by())
          .setOverlapEndsAt(Issuing.timestamp(replaced.overlapEndsAt()));
    }
    return proto.build();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
