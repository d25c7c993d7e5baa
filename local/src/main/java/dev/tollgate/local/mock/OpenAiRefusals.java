package dev.tollgate.local.mock;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/** OpenAI's errors. */
final class OpenAiRefusals {
  private OpenAiRefusals() {}

  private static Refusal of(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", message)
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return new Refusal(status, message, body);
  }

  static Refusal noKey() {
    return of(
        401,
        "invalid_request_error",
        null,
        null,
        "You didn't provide an API key. You need to provide your API key in an Authorization"
            + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
  }

  static Refusal wrongKey() {
    return of(
        401,
        "invalid_request_error",
        null,
        "invalid_api_key",
        "Incorrect API key provided. You can find your API key at"
            + " https://platform.openai.com/account/api-keys.");
  }

  static Refusal badRequest(@Nullable String param, String message) {
    return of(400, "invalid_request_error", param, null, message);
  }

  static Refusal unknownModel(String model) {
    return of(
        404,
        "invalid_request_error",
        null,
        "model_not_found",
        "The model `" + model + "` does not exist or you do not have access to it.");
  }

  static Refusal unknownUrl(String method, String path) {
    return of(
        404,
        "invalid_request_error",
        null,
        "unknown_url",
        "Unknown request URL: " + method + " " + path + ".");
  }

  static Refusal onDemand(int status) {
    return switch (status) {
      case 400 -> badRequest("messages", "Invalid 'messages': the mock was asked for a 400.");
      case 429 ->
          of(
              429,
              "requests",
              null,
              "rate_limit_exceeded",
              "Rate limit reached for requests per min (RPM): Limit 500, Used 500, Requested 1."
                  + " Please try again in 120ms.");
      case 503 ->
          of(
              503,
              "server_error",
              null,
              null,
              "The engine is currently overloaded, please try again later.");
      default ->
          of(
              500,
              "server_error",
              null,
              null,
              "The server had an error while processing your request. Sorry about that!");
    };
  }
}
