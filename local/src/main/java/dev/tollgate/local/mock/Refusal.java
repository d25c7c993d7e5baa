package dev.tollgate.local.mock;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An error in OpenAI's words and shape. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String type;
  private final @Nullable String param;
  private final @Nullable String code;

  private Refusal(
      int status, String type, @Nullable String param, @Nullable String code, String message) {
    super(message);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }

  static Refusal noKey() {
    return new Refusal(
        401,
        "invalid_request_error",
        null,
        null,
        "You didn't provide an API key. You need to provide your API key in an Authorization"
            + " header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).");
  }

  static Refusal wrongKey() {
    return new Refusal(
        401,
        "invalid_request_error",
        null,
        "invalid_api_key",
        "Incorrect API key provided. You can find your API key at"
            + " https://platform.openai.com/account/api-keys.");
  }

  static Refusal badRequest(@Nullable String param, String message) {
    return new Refusal(400, "invalid_request_error", param, null, message);
  }

  static Refusal unknownModel(String model) {
    return new Refusal(
        404,
        "invalid_request_error",
        null,
        "model_not_found",
        "The model `" + model + "` does not exist or you do not have access to it.");
  }

  static Refusal unknownUrl(String method, String path) {
    return new Refusal(
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
          new Refusal(
              429,
              "requests",
              null,
              "rate_limit_exceeded",
              "Rate limit reached for requests per min (RPM): Limit 500, Used 500, Requested 1."
                  + " Please try again in 120ms.");
      case 503 ->
          new Refusal(
              503,
              "server_error",
              null,
              null,
              "The engine is currently overloaded, please try again later.");
      default ->
          new Refusal(
              500,
              "server_error",
              null,
              null,
              "The server had an error while processing your request. Sorry about that!");
    };
  }

  int status() {
    return status;
  }

  ObjectNode body() {
    var body = JsonNodeFactory.instance.objectNode();
    body.putObject("error")
        .put("message", getMessage())
        .put("type", type)
        .put("param", param)
        .put("code", code);
    return body;
  }
}
