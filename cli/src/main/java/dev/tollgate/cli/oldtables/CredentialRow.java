package dev.tollgate.cli.oldtables;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.proto.admin.v1.ImportedOwnKey;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A provider's key in an old table.
 *
 * @param id in the old table
 * @param token what the key was encrypted to; empty where there is none, or it counts no more
 * @param key all of it but the key itself
 * @param problems why it cannot be taken, by column
 */
public record CredentialRow(
    OldTable table,
    String id,
    String token,
    ImportedProviderKey key,
    Map<String, String> problems) {
  private static final int ROWS_MAX = 100_000;

  /** More than any text may have that is sent. */
  private static final int TEXT_MAX = 1_000;

  private static final Map<String, String> NAMES =
      Map.of(
          "gemini", "google",
          "google_ai", "google",
          "together_ai", "together",
          "togetherai", "together",
          "azure_openai", "azure",
          "azureopenai", "azure",
          "open_router", "openrouter",
          "mistralai", "mistral");

  public CredentialRow {
    problems = Map.copyOf(problems);
  }

  /** Passes on every row that has a key which counts. */
  public static void read(OldTables tables, Consumer<CredentialRow> reader) {
    var slugs = OldSlugs.read(tables);
    var off = OldUsers.off(tables);
    Consumer<CredentialRow> keys =
        row -> {
          if (!row.token().isEmpty() && !off.contains(row.key().getOwn().getUserId())) {
            reader.accept(row);
          }
        };
    for (var table : OldTable.CREDENTIALS) {
      if (!tables.columns(table.table()).isEmpty()) {
        if (table == OldTable.USER_ATTRIBUTE) {
          IdentityProvider.read(tables, keys);
        } else {
          tables.read(table.table(), row -> keys.accept(of(table, row, slugs)));
        }
      }
    }
  }

  /** Throws if there are so many that something must be wrong. */
  public static void requireBound(int rows) {
    if (rows > ROWS_MAX) {
      throw new SourceException("there are more than " + ROWS_MAX + " keys at providers");
    }
  }

  /**
   * Translates a row.
   *
   * @param slugs of organizations, by their ids there
   */
  static CredentialRow of(OldTable table, OldRow row, Map<String, String> slugs) {
    var values = new Values(table, row);
    var id = values.text("id");
    boolean counts = values.flag("is_active", true) || !values.problems().isEmpty();
    var token = counts ? values.text("token").strip() : "";
    var key = ImportedProviderKey.newBuilder().setProvider(provider(values));
    if (hasOwner(table, values)) {
      key.setOwn(own(values, slugs));
    }
    return new CredentialRow(
        table, id.isEmpty() ? row.place() : id, token, key.build(), values.problems());
  }

  /** As it is called here. */
  private static String provider(Values values) {
    var name = text(values, "provider").strip().toLowerCase(Locale.ROOT).replace('-', '_');
    return NAMES.getOrDefault(name, name.replace('_', '-'));
  }

  /** Who stored a service's credential is nobody's business: it is the platform's. */
  private static boolean hasOwner(OldTable table, Values values) {
    return table == OldTable.USER_ATTRIBUTE
        || (table == OldTable.ENCRYPTED_CREDENTIALS
            && !(values.text("user_id") + values.text("organization_id")).isEmpty());
  }

  /** Of a row that names both it is the user's: in an organization, not of one. */
  private static ImportedOwnKey own(Values values, Map<String, String> slugs) {
    var user = text(values, "user_id");
    var own =
        ImportedOwnKey.newBuilder()
            .setLabel(text(values, "label"))
            .setEndpoint(text(values, "endpoint"))
            .setTestStatus(text(values, "test_status").toLowerCase(Locale.ROOT));
    if (user.isEmpty()) {
      var organization = text(values, "organization_id");
      own.setOrganizationId(organization).setSlug(slugs.getOrDefault(organization, organization));
    } else {
      own.setUserId(user).setEmail(email(values, user));
    }
    var added = values.timeIfAny("added_date");
    if (added != null) {
      own.setAddedAt(added);
    }
    var tested = values.timeIfAny("last_tested");
    if (tested != null) {
      own.setTestedAt(tested);
    }
    return own.build();
  }

  /** Some systems have addresses for ids. */
  private static String email(Values values, String userId) {
    var email = text(values, "email");
    return email.isEmpty() && userId.contains("@") ? userId : email;
  }

  private static String text(Values values, String column) {
    var text = values.text(column);
    return text.substring(0, Math.min(text.length(), TEXT_MAX));
  }

  /** The same, but not to be taken. */
  CredentialRow refused(Map<String, String> reasons) {
    return new CredentialRow(table, id, token, key, reasons);
  }

  /**
   * The key itself.
   *
   * @param keys of which the one counts that opens it
   * @return empty if none opens it
   */
  public String open(List<Fernet> keys) {
    for (var candidate : keys) {
      var text = candidate.open(token);
      if (text != null) {
        return new String(text, UTF_8);
      }
    }
    return "";
  }

  /** Even encrypted it is not for logs. */
  @Override
  public String toString() {
    return table.table() + " " + id;
  }
}
