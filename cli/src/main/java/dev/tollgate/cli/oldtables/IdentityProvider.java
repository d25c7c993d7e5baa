package dev.tollgate.cli.oldtables;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keys at providers that Keycloak has as attributes of its users: {@code byok_PROVIDER_key}, and
 * what is known of it likewise. One credential is made of several rows.
 */
final class IdentityProvider {
  private static final String PREFIX = "byok_";
  private static final String KEY = "key";

  /** What an attribute's name may end in; its value is a column of the credential. */
  private static final Set<String> ENDINGS =
      Set.of(KEY, "label", "endpoint", "added_date", "last_tested", "test_status");

  /** Who has it, and for which provider. */
  private record Whose(String userId, String provider) {}

  private final OldTables tables;
  private final Map<Whose, Map<String, String>> credentials = new LinkedHashMap<>();

  /** Of which more than one key is there: which of them counts nobody knows. */
  private final Set<Whose> ambiguous = new HashSet<>();

  private IdentityProvider(OldTables tables) {
    this.tables = tables;
  }

  /** Passes on every credential of a user who may log in there. */
  static void read(OldTables tables, Consumer<CredentialRow> reader) {
    var provider = new IdentityProvider(tables);
    tables.read(
        OldTable.USER_ATTRIBUTE.table(),
        row -> provider.add(new Values(OldTable.USER_ATTRIBUTE, row)));
    var users = provider.users();
    provider.credentials.forEach((whose, columns) -> {
      var user = users.get(whose.userId());
      if (user == null || user.flag("is_active", true) || !user.problems().isEmpty()) {
        reader.accept(provider.credential(whose, columns, user));
      }
    });
  }

  private void add(Values attribute) {
    var name = attribute.text("name");
    for (var ending : ENDINGS) {
      int end = name.length() - ending.length() - 1;
      if (end > PREFIX.length() && name.startsWith(PREFIX) && name.endsWith("_" + ending)) {
        var whose = new Whose(attribute.text("user_id"), name.substring(PREFIX.length(), end));
        add(whose, ending, attribute.text("value"));
      }
    }
  }

  private void add(Whose whose, String ending, String value) {
    var columns = credentials.computeIfAbsent(whose, _ -> new HashMap<>());
    var before = columns.putIfAbsent(ending, value);
    if (ending.equals(KEY) && before != null && !before.equals(value)) {
      ambiguous.add(whose);
    }
    CredentialRow.requireBound(credentials.size());
  }

  /** Those who have credentials, by id; none where there is no such table. */
  private Map<String, Values> users() {
    var ids = new HashSet<String>();
    credentials.keySet().forEach(whose -> ids.add(whose.userId()));
    var users = new HashMap<String, Values>();
    if (!tables.columns(OldTable.USER_ENTITY.table()).isEmpty()) {
      tables.read(
          OldTable.USER_ENTITY.table(),
          row -> {
            var user = new Values(OldTable.USER_ENTITY, row);
            if (ids.contains(user.text("id"))) {
              users.put(user.text("id"), user);
            }
          });
    }
    return users;
  }

  private static String id(Whose whose) {
    return whose.userId() + "/" + PREFIX + whose.provider() + "_" + KEY;
  }

  private CredentialRow credential(
      Whose whose, Map<String, String> attributes, @Nullable Values user) {
    var columns = new HashMap<>(attributes);
    columns.put("id", id(whose));
    columns.put("user_id", whose.userId());
    columns.put("provider", whose.provider());
    columns.put("encrypted_value", attributes.getOrDefault(KEY, ""));
    columns.put("email", email(user));
    var row = new OldRow(id(whose), columns);
    var credential = CredentialRow.of(OldTable.USER_ATTRIBUTE, row, Map.of());
    if (ambiguous.contains(whose)) {
      return credential.refused(Map.of(KEY, "has several values there: leave the one that counts"));
    }
    return user == null || user.problems().isEmpty()
        ? credential
        : credential.refused(user.problems());
  }

  /** One that its user has not confirmed may be another's: it does not count. */
  private static String email(@Nullable Values user) {
    return user != null && user.flag("email_verified", true) ? user.text("email") : "";
  }
}
