package dev.tollgate.ledger.usage;

/** By what sums of usage are told apart: a text of each row of {@code ledger.usage_day}. */
public enum UsageDimension {
  KEY("key_id"),
  USER("user_id"),
  ORGANIZATION("organization_id"),
  /** The organization whose own wallet pays; empty where a user's does. */
  SERVICE(
      "CASE WHEN wallet LIKE 'wallet:organization:%' THEN substr(wallet, 21) ELSE '' END",
      "wallet = 'wallet:organization:' || ?"),
  MODEL("model"),
  PROVIDER("provider"),
  ENDPOINT("endpoint"),
  DAY("to_char(date '1970-01-01' + day, 'YYYY-MM-DD')"),
  MONTH("to_char(date '1970-01-01' + day, 'YYYY-MM')");

  private final String value;
  private final String filter;

  UsageDimension(String value) {
    this(value, value + " = ?");
  }

  UsageDimension(String value, String filter) {
    this.value = value;
    this.filter = filter;
  }

  /** In the order of bytes, whatever the database's language. */
  String sql() {
    return "(" + value + ") COLLATE \"C\"";
  }

  /** Whether it has the value of a parameter, so that an index can tell. */
  String is() {
    return filter;
  }
}
