package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.AllowedAddresses;
import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.proto.admin.v1.ImportedKey;
import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedUser;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/** What of an imported row can be judged without the database. Pure. */
final class ImportChecks {
  static final String USER_KEYS = "user_api_keys";
  static final String OWN_KEYS = "api_keys";

  private static final List<String> TABLES = List.of(USER_KEYS, OWN_KEYS);
  private static final List<String> ENVIRONMENTS = List.of("", "live", "test");
  private static final Pattern PERMISSION =
      Pattern.compile("\\*|[a-z][a-z0-9_-]{0,31}:([a-z][a-z0-9_-]{0,31}|\\*)");
  private static final Pattern PREFIX = Pattern.compile("[!-~]{6,32}");
  private static final Pattern PREFIX_FOR_SHOW = Pattern.compile("[!-~]{0,96}");
  private static final String LEGACY_SERVICE = "sk-";

  /** Networks that hold everything guard nothing. */
  private static final Pattern EVERYTHING = Pattern.compile(".*/0+");

  private ImportChecks() {}

  static Fields organization(ImportedOrganization row) {
    return new Fields()
        .text("id", row.getOldId(), 255)
        .slug("slug", row.getSlug())
        .require(
            "slug",
            !row.getIsServiceAccount() || KeyForm.serviceCanHave(row.getSlug()),
            "is the beginning of another product's keys: choose another slug for a service")
        .optionalText("name", row.getName(), 255)
        .optionalText("display_name", row.getDisplayName(), 255)
        .optionalText("email", row.getEmail(), 320)
        .name(
            "subscription_tier",
            row.getSubscriptionTier().isEmpty() ? "x" : row.getSubscriptionTier())
        .status(orActive(row.getStatus()))
        .require("max_api_keys", row.getMaxApiKeys() >= 0, "must not be negative");
  }

  static Fields user(ImportedUser row) {
    return new Fields()
        .text("user_id", row.getUserId(), 255)
        .optionalText("email", row.getEmail(), 320)
        .status(orActive(row.getStatus()));
  }

  static String orActive(String status) {
    return status.isEmpty() ? "active" : status;
  }

  static Fields key(ImportedKey row, Instant now) {
    var fields =
        new Fields()
            .oneOf("table", List.of(row.getTable()), TABLES)
            .text("id", row.getOldId(), 255)
            .require(
                "key_name",
                row.getName().chars().noneMatch(Character::isISOControl),
                "has control characters")
            .oneOf("environment", List.of(row.getEnvironment()), ENVIRONMENTS)
            .require("total_requests", row.getTotalRequests() >= 0, "must not be negative");
    owner(fields, row);
    permissions(fields, row.getPermissionsList());
    hash(fields, row);
    times(fields, row, now);
    networks(fields, row.getAllowedIpsList());
    return fields;
  }

  /** Of a key at a provider: what the other system calls its owner. */
  static Fields owner(ImportedOwnKey row) {
    return new Fields()
        .optionalText("user_id", row.getUserId(), 255)
        .optionalText("email", row.getEmail(), 320)
        .optionalText("organization_id", row.getOrganizationId(), 255)
        .optionalText("slug", row.getSlug(), 255);
  }

  private static void owner(Fields fields, ImportedKey row) {
    if (row.getTable().equals(USER_KEYS)) {
      fields.text("user_id", row.getUserId(), 255);
    } else {
      fields.require(
          "organization_id", !row.getOrganizationId().isEmpty(), "is empty: whose key is it?");
    }
  }

  private static void permissions(Fields fields, List<String> permissions) {
    fields
        .require("permissions", !permissions.isEmpty(), "are none: the key could do nothing")
        .require("permissions", permissions.size() <= 100, "are more than 100")
        .require(
            "permissions",
            permissions.stream().allMatch(p -> PERMISSION.matcher(p).matches()),
            "must each be * or like llm:inference")
        .require(
            "permissions",
            permissions.stream().noneMatch(p -> p.startsWith("platform:")),
            "must not reach other organizations: platform:* is given here, never imported");
  }

  private static void hash(Fields fields, ImportedKey row) {
    try {
      boolean quick = HashOfRecord.quick(HashOfRecord.imported(row.getKeyHash()));
      fields.require(
          "key_prefix",
          (quick ? PREFIX_FOR_SHOW : PREFIX).matcher(row.getKeyPrefix()).matches(),
          quick
              ? "must have at most 96 visible characters"
              : "must be the first 6 to 32 characters of the key, or bcrypt cannot find it");
    } catch (IllegalArgumentException e) {
      fields.require("key_hash", false, String.valueOf(e.getMessage()));
    }
  }

  private static void times(Fields fields, ImportedKey row, Instant now) {
    var expires = instant(row.getExpiresAt());
    fields
        .require(
            "expires_at",
            !row.hasExpiresAt() || row.hasRevokedAt() || expires.isAfter(now),
            "is over: the key would be refused")
        .require(
            "expires_at",
            !row.hasExpiresAt()
                || !row.hasCreatedAt()
                || expires.isAfter(instant(row.getCreatedAt())),
            "must be after created_at");
  }

  private static void networks(Fields fields, List<String> networks) {
    try {
      AllowedAddresses.of(networks);
      fields.require(
          "allowed_ips",
          networks.stream().noneMatch(network -> EVERYTHING.matcher(network).matches()),
          "must not hold every address");
    } catch (IllegalArgumentException e) {
      fields.require("allowed_ips", false, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether others can guess the key: legacy keys of services consist of the service's name and a
   * year.
   */
  static boolean guessable(ImportedKey row, String slug, Instant now) {
    return row.getKeyPrefix().startsWith(LEGACY_SERVICE)
        || GuessableKeys.hashes(slug, now).contains(HashOfRecord.imported(row.getKeyHash()));
  }

  static Instant instant(com.google.protobuf.Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
