package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers that users' and organizations' keys have in common, as old front ends read them. */
final class RestKeyAnswers {
  private static final String WARNING =
      "Store this API key now: it is not kept here and cannot be shown again.";

  private RestKeyAnswers() {}

  static HttpBody created(String apiKey, String keyId, String prefix, @Nullable String expiresAt) {
    var json = RestJson.object();
    json.put("api_key", apiKey);
    json.put("key_id", keyId);
    json.put("key_prefix", prefix);
    json.put("expires_at", expiresAt);
    json.put("warning", WARNING);
    return RestJson.body(json);
  }

  static HttpBody revoked(Message key) {
    var keyId = RestJson.of(key, "key_id").get("key_id");
    return RestJson.body(
        Map.of("success", true, "message", "The API key " + keyId + " is revoked."));
  }

  /** A page of a list; the token only where the list goes on. */
  static HttpBody list(
      String name, List<Map<String, @Nullable Object>> items, long total, String nextPageToken) {
    var json = RestJson.object();
    json.put(name, items);
    json.put("total", total);
    if (!nextPageToken.isEmpty()) {
      json.put("next_page_token", nextPageToken);
    }
    return RestJson.body(json);
  }
}
