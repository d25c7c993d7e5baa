package dev.tollgate.bench.chain;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/**
 * A call of a client's.
 *
 * @param model names the call at whoever answers its Check: each has its own
 * @param events that the client is to get, the one that ends a stream among them; 0 for JSON
 * @param asksForUsage whether its client wants the event with the usage; else the chain asks for it
 */
record Call(String name, String model, int events, boolean asksForUsage) {
  private static final int AROUND_THE_WORDS = 3; // role, finish, [DONE]

  static final Call JSON = new Call("JSON", "gpt-4o-mini", 0, true);
  static final Call SHORT = new Call("20 events", "gpt-4o", 20, true);
  static final Call LONG = new Call("120 events", "gpt-4.1", 120, true);
  static final Call EDITED = new Call("20 events, usage asked for", "gpt-4.1-mini", 20, false);

  static final List<Call> ALL = List.of(JSON, SHORT, LONG, EDITED);

  boolean streams() {
    return events > 0;
  }

  /** As bytes, with the key that is accepted where it goes. */
  byte[] request(String key) {
    var body = body();
    return """
    POST /v1/chat/completions HTTP/1.1
    host: 127.0.0.1
    authorization: Bearer %s
    accept: application/json
    content-type: application/json
    user-agent: OpenAI/Python 3.57.0
    x-stainless-lang: python
    x-stainless-package-version: 3.57.0
    content-length: %d

    """
        .formatted(key, body.length())
        .replace("\n", "\r\n")
        .concat(body)
        .getBytes(UTF_8);
  }

  private String body() {
    int words = streams() ? events - AROUND_THE_WORDS - (asksForUsage ? 1 : 0) : 100;
    var stream =
        streams()
            ? ", \"stream\": true"
                + (asksForUsage ? ", \"stream_options\": {\"include_usage\": true}" : "")
            : "";
    return """
    {"model": "%s", "messages": [{"role": "system", "content": "You are a helpful assistant. Answer in one sentence."}, \
    {"role": "user", "content": "[mock output=%d] Why is the sky blue, and why is it red in the evening?"}], \
    "temperature": 0.7, "max_tokens": %d%s}\
    """
        .formatted(model, words, words + 1, stream);
  }
}
