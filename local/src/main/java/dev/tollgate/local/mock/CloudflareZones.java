package dev.tollgate.local.mock;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Cloudflare's zones, and what a token is tested with, in its API's shapes. {@code GET /zones}
 * lists what was made, all of it or those of {@code ?name=}.
 */
final class CloudflareZones {
  private final Queue<ObjectNode> zones = new ConcurrentLinkedQueue<>();

  /**
   * Answers.
   *
   * @param call method and path below the API's
   * @param query as it came; empty if there is none
   */
  void serve(String call, String query, JsonNode body, Answer answer) throws IOException, Refusal {
    switch (call) {
      case "GET /v1/user/tokens/verify" -> answer.json(200, done(verified()));
      case "GET /v1/zones" -> list(query, answer);
      case "POST /v1/zones" -> create(body, answer);
      default -> ofOne(call, body, answer);
    }
  }

  /** {@code PATCH} changes a zone, {@code PUT} has it looked at once more. */
  private void ofOne(String call, JsonNode body, Answer answer) throws IOException, Refusal {
    for (var zone : zones) {
      var path = "/v1/zones/" + zone.path("id").asString();
      if (call.equals("PATCH " + path)) {
        zone.put("paused", body.path("paused").asBoolean(false));
        answer.json(200, done(zone));
        return;
      }
      if (call.equals("PUT " + path + "/activation_check")) {
        answer.json(200, done(object().put("id", zone.path("id").asString())));
        return;
      }
    }
    throw refusal(
        404,
        7003,
        "Could not route to " + call + ", perhaps your object" + " identifier is invalid?");
  }

  static Refusal wrongToken() {
    return refusal(403, 9109, "Invalid access token");
  }

  private static ObjectNode verified() {
    return object().put("id", "ed17574386854bf78a67040be0a770b0").put("status", "active");
  }

  private void list(String query, Answer answer) throws IOException {
    var name = query.startsWith("name=") ? query.substring("name=".length()) : "";
    List<ObjectNode> found =
        zones.stream()
            .filter(zone -> name.isEmpty() || zone.path("name").asString().equals(name))
            .toList();
    var listed = done(JsonNodeFactory.instance.arrayNode().addAll(found));
    listed
        .putObject("result_info")
        .put("page", 1)
        .put("per_page", 20)
        .put("total_pages", 1)
        .put("count", found.size())
        .put("total_count", found.size());
    answer.json(200, listed);
  }

  private void create(JsonNode body, Answer answer) throws IOException, Refusal {
    var name = body.path("name").asString("");
    if (name.isEmpty()) {
      throw refusal(400, 1004, "Missing required field: name");
    }
    var zone = object().put("id", UUID.randomUUID().toString().replace("-", ""));
    zone.put("name", name).put("status", "pending").put("paused", false);
    zone.put("type", body.path("type").asString("full"));
    zone.putArray("name_servers").add("ada.ns.cloudflare.com").add("bob.ns.cloudflare.com");
    zone.set("account", body.path("account"));
    zones.add(zone);
    answer.json(200, done(zone));
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode done(JsonNode result) {
    var json = object().put("success", true);
    json.putArray("errors");
    json.putArray("messages");
    json.set("result", result);
    return json;
  }

  private static Refusal refusal(int status, int code, String message) {
    var json = object().put("success", false);
    json.putArray("errors").addObject().put("code", code).put("message", message);
    json.putArray("messages");
    json.putNull("result");
    return new Refusal(status, message, json);
  }
}
