package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import dev.tollgate.proto.admin.v1.RotateKeyResponse;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answers that users' and organizations' keys have in common, as old front ends read them. */
final class RestKeyAnswers {
  private static final String WARNING =
      "Store this API key now: it is not kept here and cannot be shown again.";

  private RestKeyAnswers() {}

  static HttpBody created(String apiKey, String keyId, String prefix, @Nullable String expiresAt) {
    return RestJson.body(made(apiKey, keyId, prefix, expiresAt));
  }

  private static Map<String, @Nullable Object> made(
      String apiKey, String keyId, String prefix, @Nullable String expiresAt) {
    var json = RestJson.object();
    json.put("api_key", apiKey);
    json.put("key_id", keyId);
    json.put("key_prefix", prefix);
    json.put("expires_at", expiresAt);
    json.put("warning", WARNING);
    return json;
  }

  /** As with a new key, and until when the old one works beside it. */
  static HttpBody rotated(RotateKeyResponse rotated) {
    boolean users = rotated.getKey().hasUserKey();
    var json = users ? madeForUser(rotated) : madeForOrganization(rotated);
    var old = rotated.getReplaced();
    json.put(
        "replaced_key_id",
        users ? old.getUserKey().getKeyId() : old.getOrganizationKey().getKeyId());
    json.put(
        "overlap_ends_at",
        RestJson.text(
            users
                ? old.getUserKey().getOverlapEndsAt()
                : old.getOrganizationKey().getOverlapEndsAt()));
    return RestJson.body(json);
  }

  private static Map<String, @Nullable Object> madeForUser(RotateKeyResponse rotated) {
    var key = rotated.getKey().getUserKey();
    return made(
        rotated.getApiKey(), key.getKeyId(), key.getKeyPrefix(), RestJson.text(key.getExpiresAt()));
  }

  private static Map<String, @Nullable Object> madeForOrganization(RotateKeyResponse rotated) {
    var key = rotated.getKey().getOrganizationKey();
    return made(
        rotated.getApiKey(),
        key.getKeyId(),
        key.getPrefix(),
        key.hasExpiresAt() ? RestJson.text(key.getExpiresAt()) : null);
  }

  static HttpBody revoked(Message key) {
    return done("The API key " + RestJson.of(key, "key_id").get("key_id") + " is revoked.");
  }

  static HttpBody done(String message) {
    return RestJson.body(Map.of("success", true, "message", message));
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
