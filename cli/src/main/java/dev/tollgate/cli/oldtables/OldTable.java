package dev.tollgate.cli.oldtables;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tables that are read, and by which names their columns are known. */
public enum OldTable {
  ORGANIZATIONS("organizations"),
  USERS("users"),
  USER_API_KEYS("user_api_keys"),
  API_KEYS("api_keys"),
  ORGANIZATION_CREDITS("organization_credits"),
  USER_CREDITS("user_credits"),
  CREDIT_TRANSACTIONS("credit_transactions"),
  SERVICE_USAGE_LOG("service_usage_log"),
  LLM_PROVIDERS("llm_providers"),
  SERVICE_CREDENTIALS("service_credentials"),
  ENCRYPTED_CREDENTIALS("encrypted_credentials"),
  USER_ATTRIBUTE("user_attribute"),
  USER_ENTITY("user_entity");

  /** Those with keys. */
  public static final List<OldTable> KEYS = List.of(USER_API_KEYS, API_KEYS);

  /** Those with balances. */
  public static final List<OldTable> BALANCES = List.of(ORGANIZATION_CREDITS, USER_CREDITS);

  /** Those with what was charged. */
  public static final List<OldTable> CHARGES = List.of(CREDIT_TRANSACTIONS, SERVICE_USAGE_LOG);

  /** Those with encrypted keys at providers; one is of the identity provider. */
  public static final List<OldTable> CREDENTIALS =
      List.of(LLM_PROVIDERS, SERVICE_CREDENTIALS, ENCRYPTED_CREDENTIALS, USER_ATTRIBUTE);

  private final String table;

  OldTable(String table) {
    this.table = table;
  }

  public String table() {
    return table;
  }

  /**
   * The names that a column may have, the usual one first.
   *
   * @param name the usual one
   */
  List<String> names(String name) {
    return switch (name) {
      case "id" ->
          switch (this) {
            case ORGANIZATIONS -> List.of("id", "org_id", "organization_id");
            case USERS -> List.of("id", "user_id");
            case USER_API_KEYS, API_KEYS -> List.of("id", "key_id");
            case ORGANIZATION_CREDITS -> List.of("organization_id", "org_id");
            case USER_CREDITS -> List.of("user_id");
            case CREDIT_TRANSACTIONS,
                SERVICE_USAGE_LOG,
                LLM_PROVIDERS,
                SERVICE_CREDENTIALS,
                ENCRYPTED_CREDENTIALS,
                USER_ATTRIBUTE,
                USER_ENTITY ->
                List.of("id");
          };
      case "organization_id" -> List.of("organization_id", "org_id");
      case "key_name" -> List.of("key_name", "name");
      case "permissions" -> List.of("permissions", "scopes");
      case "last_used_at" -> List.of("last_used_at", "last_used", "last_request_at");
      case "model" -> List.of("model", "model_used");
      case "is_active" -> List.of("is_active", "enabled");
      case "token" -> List.of("encrypted_api_key", "api_key_encrypted", "encrypted_value");
      case "provider" ->
          List.of("provider_slug", "slug", "type", "provider_type", "service", "provider", "name");
      case "plan" -> List.of("plan", "plan_tier");
      case "added_date" -> List.of("added_date", "encrypted_at", "created_at");
      case "value" -> List.of("long_value", "value");
      default -> List.of(name);
    };
  }

  /** What rows cannot do without: one of each list. */
  private List<List<String>> required() {
    return switch (this) {
      case ORGANIZATIONS -> List.of(List.of("id"), List.of("slug", "name"));
      case USERS -> List.of(List.of("id"));
      case USER_API_KEYS ->
          List.of(
              List.of("id"),
              List.of("user_id"),
              List.of("key_hash"),
              List.of("key_prefix"),
              List.of("permissions"));
      case API_KEYS ->
          List.of(
              List.of("id"),
              List.of("organization_id"),
              List.of("key_hash"),
              List.of("permissions"));
      case ORGANIZATION_CREDITS -> List.of(List.of("id"), List.of("credit_balance"));
      case USER_CREDITS -> List.of(List.of("id"), List.of("credits_remaining"));
      case CREDIT_TRANSACTIONS -> List.of(List.of("id"), List.of("cost"), List.of("created_at"));
      case SERVICE_USAGE_LOG ->
          List.of(List.of("id"), List.of("credits_used"), List.of("created_at"));
      case LLM_PROVIDERS, SERVICE_CREDENTIALS, ENCRYPTED_CREDENTIALS ->
          List.of(List.of("id"), List.of("provider"), List.of("token"));
      case USER_ATTRIBUTE -> List.of(List.of("user_id"), List.of("name"), List.of("value"));
      case USER_ENTITY -> List.of(List.of("id"), List.of("email"));
    };
  }

  /**
   * Whether a table must be right for an import; others of the same name may have another meaning.
   *
   * @param wanted what is imported
   */
  boolean concerns(List<OldTable> wanted) {
    return switch (this) {
      case LLM_PROVIDERS, SERVICE_CREDENTIALS, ENCRYPTED_CREDENTIALS, USER_ATTRIBUTE ->
          wanted.contains(this);
      case USER_ENTITY -> wanted.contains(USER_ATTRIBUTE);
      case ORGANIZATIONS,
          USERS,
          USER_API_KEYS,
          API_KEYS,
          ORGANIZATION_CREDITS,
          USER_CREDITS,
          CREDIT_TRANSACTIONS,
          SERVICE_USAGE_LOG ->
          true;
    };
  }

  /**
   * Throws unless a table has what its rows cannot do without.
   *
   * @param columns those that it has
   */
  public void require(Set<String> columns) {
    var missing = new ArrayList<String>();
    for (var alternatives : required()) {
      var names = alternatives.stream().flatMap(name -> names(name).stream()).toList();
      if (names.stream().noneMatch(columns::contains)) {
        missing.add(String.join(" or ", names));
      }
    }
    if (!missing.isEmpty()) {
      throw new SourceException(
          "the table " + table + " lacks the column " + String.join(", and the column ", missing));
    }
  }
}
