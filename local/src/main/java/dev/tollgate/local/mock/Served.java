package dev.tollgate.local.mock;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One request in the record, from its arrival on; one thread fills it, any may read it. */
final class Served {
  private final String id;
  private final String method;
  private final String path;
  private final Map<String, List<String>> headers;
  private final Instant arrived;

  private String model = "";
  private boolean stream;
  private int status;
  private Usage usage = Usage.NONE;
  private long bytesIn;
  private long bytesOut;
  private int generated;
  private boolean completed;

  Served(
      String id, String method, String path, Map<String, List<String>> headers, Instant arrived) {
    this.id = id;
    this.method = method;
    this.path = path;
    this.headers = Map.copyOf(headers);
    this.arrived = arrived;
  }

  String id() {
    return id;
  }

  synchronized void received(long bytes) {
    bytesIn = bytes;
  }

  synchronized void asked(String model, boolean stream) {
    this.model = model;
    this.stream = stream;
  }

  /** What the answer says, or would have said, that was used. */
  synchronized void used(Usage usage) {
    this.usage = usage;
  }

  synchronized void generated(int tokens) {
    generated += tokens;
  }

  synchronized void answering(int status) {
    this.status = status;
  }

  synchronized void sent(long bytes) {
    bytesOut += bytes;
  }

  /** The last byte of the answer was handed to the connection. */
  synchronized void completed() {
    completed = true;
  }

  synchronized ObjectNode toJson() {
    var json = JsonNodeFactory.instance.objectNode();
    json.put("id", id).put("method", method).put("path", path).put("model", model);
    json.put("stream", stream).put("status", status).put("completed", completed);
    json.put("prompt_tokens", usage.promptTokens());
    json.put("cached_tokens", usage.cachedTokens());
    json.put("completion_tokens", usage.completionTokens());
    json.put("reasoning_tokens", usage.reasoningTokens());
    json.put("generated_tokens", generated);
    json.put("bytes_in", bytesIn).put("bytes_out", bytesOut).put("arrived", arrived.toString());
    var all = json.putObject("headers");
    headers.forEach((name, values) -> values.forEach(all.withArray("/" + name)::add));
    return json;
  }
}
