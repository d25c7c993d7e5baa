package dev.tollgate.local.mock;

import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's errors. */
final class AnthropicRefusals {
  private AnthropicRefusals() {}

  static String requestId() {
    return "req_011" + UUID.randomUUID().toString().replace("-", "").substring(0, 21);
  }

  private static Refusal of(int status, String type, String message) {
    return new Refusal(status, message, body(type, message));
  }

  private static ObjectNode body(String type, String message) {
    var body = JsonNodeFactory.instance.objectNode().put("type", "error");
    body.putObject("error").put("type", type).put("message", message);
    return body.put("request_id", requestId());
  }

  static Refusal noKey() {
    return of(401, "authentication_error", "x-api-key header is required");
  }

  static Refusal wrongKey() {
    return of(401, "authentication_error", "invalid x-api-key");
  }

  static Refusal badRequest(String message) {
    return of(400, "invalid_request_error", message);
  }

  static Refusal unknownModel(String model) {
    return of(404, "not_found_error", "model: " + model);
  }

  static Refusal onDemand(int status) {
    return switch (status) {
      case 400 -> badRequest("messages: the mock was asked for a 400");
      case 429 ->
          of(
              429,
              "rate_limit_error",
              "This request would exceed the rate limit for your organization");
      case 529 -> of(529, "overloaded_error", "Overloaded");
      default -> of(status, "api_error", "Internal server error");
    };
  }

  /** What stands in a stream whose answer cannot go on. */
  static ObjectNode overloaded() {
    return body("overloaded_error", "Overloaded");
  }
}
