package dev.tollgate.authz.check;

import org.jspecify.annotations.Nullable;

/**
 * The error bodies: OpenAI's shape, and Anthropic's on its own paths, both with the same member
 * {@code tollgate}. The shape follows the path, never the header the credential came in.
 */
final class DenialBody {
  private static final String ANTHROPIC_PATH = "/v1/messages";
  private static final int CHARACTERS_USUAL = 512;

  private DenialBody() {}

  static String of(Denied denied, String path, String requestId, String decisionId) {
    var json = new StringBuilder(CHARACTERS_USUAL);
    if (path.equals(ANTHROPIC_PATH) || path.startsWith(ANTHROPIC_PATH + "/")) {
      anthropic(json, denied, requestId, decisionId);
    } else {
      openAi(json, denied, decisionId);
    }
    return json.toString();
  }

  private static void openAi(StringBuilder json, Denied denied, String decisionId) {
    json.append("{\"error\":{\"message\":");
    JsonText.append(json, denied.message());
    json.append(",\"type\":\"").append(denied.denial().kind().openAiType());
    json.append("\",\"param\":");
    appendNullable(json, denied.param());
    json.append(",\"code\":\"").append(denied.denial().code()).append("\",");
    tollgate(json, denied, decisionId);
    json.append("}}");
  }

  private static void anthropic(
      StringBuilder json, Denied denied, String requestId, String decisionId) {
    json.append("{\"type\":\"error\",\"error\":{\"type\":\"");
    json.append(denied.denial().kind().anthropicType()).append("\",\"message\":");
    JsonText.append(json, denied.message());
    json.append(",\"code\":\"").append(denied.denial().code()).append("\",");
    tollgate(json, denied, decisionId);
    json.append("},\"request_id\":");
    JsonText.append(json, requestId);
    json.append('}');
  }

  private static void tollgate(StringBuilder json, Denied denied, String decisionId) {
    var scope = denied.scope();
    var limit = denied.limitNanocredits();
    json.append("\"tollgate\":{\"decision_id\":\"").append(decisionId);
    json.append("\",\"scope\":");
    appendNullable(json, scope == null ? null : scope.label());
    json.append(",\"limit\":").append(limit == null ? "null" : NanocreditText.credits(limit));
    var resetsAt = denied.resetsAt();
    json.append(",\"used\":null,\"reset_at\":");
    appendNullable(json, resetsAt == null ? null : resetsAt.toString());
    json.append(",\"retryable\":");
    json.append(denied.denial().kind().retry().retryable()).append('}');
  }

  private static void appendNullable(StringBuilder json, @Nullable String text) {
    if (text == null) {
      json.append("null");
    } else {
      JsonText.append(json, text);
    }
  }
}
