package dev.tollgate.cli.oldtables;

import dev.tollgate.proto.admin.v1.ImportRow;
import dev.tollgate.proto.admin.v1.ImportedKey;
import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.ImportedUser;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * An old row as the admin service takes it.
 *
 * @param id in the old table
 * @param row what can be read of it
 * @param problems by column; empty if all of it can be read
 */
public record Translation(OldTable table, String id, ImportRow row, Map<String, String> problems) {
  /** Those were services before there was a column that says so. */
  private static final Set<String> SERVICES =
      Set.of("presenton-service", "bolt-diy-service", "brigade-service", "centerdeep-service");

  private static final Map<String, String> ENVIRONMENTS =
      Map.of(
          "production",
          "live",
          "prod",
          "live",
          "development",
          "test",
          "dev",
          "test",
          "sandbox",
          "test",
          "staging",
          "test");
  private static final Map<String, String> STATUSES =
      Map.of("inactive", "suspended", "disabled", "suspended", "deleted", "closed");

  public Translation {
    problems = Map.copyOf(problems);
  }

  /**
   * Translates a row.
   *
   * @param networks where from a key that can be guessed is accepted, by the key's id
   */
  public static Translation of(OldTable table, OldRow row, Map<String, List<String>> networks) {
    var values = new Values(table, row);
    var id = values.text("id");
    var translated =
        switch (table) {
          case ORGANIZATIONS -> ImportRow.newBuilder().setOrganization(organization(id, values));
          case USERS -> ImportRow.newBuilder().setUser(user(id, values));
          case USER_API_KEYS, API_KEYS ->
              ImportRow.newBuilder().setKey(key(table, id, values, networks));
          case ORGANIZATION_CREDITS, USER_CREDITS, CREDIT_TRANSACTIONS, SERVICE_USAGE_LOG ->
              throw new IllegalArgumentException(table + " is about money");
          case LLM_PROVIDERS,
              SERVICE_CREDENTIALS,
              ENCRYPTED_CREDENTIALS,
              USER_ATTRIBUTE,
              USER_ENTITY ->
              throw new IllegalArgumentException(table + " is about keys at providers");
        };
    var name = id.isEmpty() ? row.place() : id;
    return new Translation(table, name, translated.build(), values.problems());
  }

  private static ImportedOrganization organization(String id, Values values) {
    var slug = slug(values);
    var organization =
        ImportedOrganization.newBuilder()
            .setOldId(id)
            .setSlug(slug)
            .setName(values.text("name"))
            .setDisplayName(values.text("display_name"))
            .setEmail(values.text("email"))
            .setPlan(lower(values.text("plan")))
            .setSubscriptionTier(lower(values.text("subscription_tier")))
            .setStatus(status(values))
            .setIsServiceAccount(values.flag("is_service_account", SERVICES.contains(slug)));
    if (!values.text("max_api_keys").isEmpty()) {
      organization.setMaxApiKeys(
          Math.clamp(values.number("max_api_keys"), Integer.MIN_VALUE, Integer.MAX_VALUE));
    }
    return organization.build();
  }

  static String slug(Values values) {
    return values.text("slug").isEmpty() ? slug(values.text("name")) : values.text("slug");
  }

  private static String slug(String name) {
    return lower(name).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** As it is called here, or as it stands there if it is unknown. */
  static String status(Values values) {
    var status = lower(values.text("status"));
    if (status.isEmpty()) {
      return values.flag("is_active", true) ? "active" : "suspended";
    }
    return STATUSES.getOrDefault(status, status);
  }

  private static ImportedUser user(String id, Values values) {
    return ImportedUser.newBuilder()
        .setUserId(id)
        .setOrganizationId(values.text("organization_id"))
        .setEmail(values.text("email"))
        .setStatus(status(values))
        .build();
  }

  private static ImportedKey key(
      OldTable table, String id, Values values, Map<String, List<String>> networks) {
    var accepted = networks.get(id);
    var environment = lower(values.text("environment"));
    var key =
        ImportedKey.newBuilder()
            .setTable(table.table())
            .setOldId(id)
            .setName(values.text("key_name"))
            .setKeyHash(values.text("key_hash").strip())
            .setKeyPrefix(values.text("key_prefix"))
            .setUserId(table == OldTable.USER_API_KEYS ? values.text("user_id") : "")
            .setOrganizationId(values.text("organization_id"))
            .addAllPermissions(values.texts("permissions"))
            .setEnvironment(ENVIRONMENTS.getOrDefault(environment, environment))
            .setTotalRequests(values.number("total_requests"))
            .setAcceptGuessable(accepted != null)
            .addAllAllowedIps(accepted == null ? List.of() : accepted);
    times(key, values);
    return key.build();
  }

  private static void times(ImportedKey.Builder key, Values values) {
    var created = values.time("created_at");
    if (created != null) {
      key.setCreatedAt(created);
    }
    var used = values.time("last_used_at");
    if (used != null) {
      key.setLastUsedAt(used);
    }
    var expires = values.time("expires_at");
    if (expires != null) {
      key.setExpiresAt(expires);
    }
    var revoked = values.time("revoked_at");
    if (revoked != null) {
      key.setRevokedAt(revoked);
    } else if (!values.flag("is_active", true)) {
      var changed = values.time("updated_at");
      key.setRevokedAt(changed == null ? key.getCreatedAt() : changed);
    }
  }
}
