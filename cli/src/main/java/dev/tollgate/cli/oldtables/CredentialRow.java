package dev.tollgate.cli.oldtables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A provider's key in an old table.
 *
 * @param id in the old table
 * @param provider as it is called here
 * @param token what the key was encrypted to; empty where there is none, or it counts no more
 */
public record CredentialRow(OldTable table, String id, String provider, String token) {
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

  /** Translates a row. */
  public static CredentialRow of(OldTable table, OldRow row) {
    var values = new Values(table, row);
    var id = values.text("id");
    var token = values.flag("is_active", true) ? values.text("token").strip() : "";
    var provider = values.text("provider").strip().toLowerCase(Locale.ROOT).replace('-', '_');
    var known = NAMES.getOrDefault(provider, provider.replace('_', '-'));
    return new CredentialRow(table, id.isEmpty() ? row.place() : id, known, token);
  }

  /**
   * The key itself.
   *
   * @param keys of which the one counts that opens it
   * @return empty if none opens it
   */
  public String open(List<Fernet> keys) {
    for (var key : keys) {
      var text = key.open(token);
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
