package dev.tollgate.authz.admin;

import com.google.protobuf.Timestamp;
import dev.tollgate.proto.admin.v1.Key;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.UserKey;
import java.time.Instant;
import java.util.function.Consumer;
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
    set(key.expiresAt(), proto::setExpiresAt);
    set(key.use().lastAt(), proto::setLastUsed);
    var replaced = key.replaced();
    if (replaced != null) {
      proto.setReplacedBy(replaced.by());
      set(replaced.overlapEndsAt(), proto::setOverlapEndsAt);
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
    set(key.expiresAt(), proto::setExpiresAt);
    set(key.use().lastAt(), proto::setLastUsed);
    var replaced = key.replaced();
    if (replaced != null) {
      proto.setReplacedBy(replaced.by());
      set(replaced.overlapEndsAt(), proto::setOverlapEndsAt);
    }
    return proto.build();
  }

  /** What is not there stays absent. */
  private static void set(@Nullable Instant time, Consumer<Timestamp> setter) {
    if (time != null) {
      setter.accept(Issuing.timestamp(time));
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
