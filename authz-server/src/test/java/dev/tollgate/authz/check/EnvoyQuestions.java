package dev.tollgate.authz.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Check requests as Envoy sends them. */
final class EnvoyQuestions {
  private EnvoyQuestions() {}

  static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  static Value number(double value) {
    return Value.newBuilder().setNumberValue(value).build();
  }

  static Value flag(boolean value) {
    return Value.newBuilder().setBoolValue(value).build();
  }

  static HeaderValue header(String name, String value) {
    return HeaderValue.newBuilder()
        .setKey(name)
        .setRawValue(ByteString.copyFrom(value, StandardCharsets.ISO_8859_1))
        .build();
  }

  /** A chat request with a credential, about as long as real ones are. */
  static CheckRequest.Builder chat(String credential) {
    return question(
        "POST",
        "/v1/chat/completions",
        Map.of(
            "model", text("gpt-4o-mini"),
            "max_tokens", number(100),
            "stream", flag(true),
            "scanned", flag(true)),
        header(":authority", "llm.example.com"),
        header("authorization", "Bearer " + credential),
        header("accept", "application/json"),
        header("content-type", "application/json"),
        header("user-agent", "OpenAI/Python 2.8.1"),
        header("x-stainless-lang", "python"),
        header("x-stainless-os", "Linux"),
        header("x-forwarded-for", "10.0.0.1"),
        header("x-request-id", "97b4fcfe-4bff-4b60-aa19-5a06b2bd67ae"));
  }

  static CheckRequest.Builder question(
      String method, String path, Map<String, Value> body, HeaderValue... headers) {
    var map = HeaderMap.newBuilder();
    for (var header : headers) {
      map.addHeaders(header);
    }
    var http =
        AttributeContext.HttpRequest.newBuilder()
            .setMethod(method)
            .setPath(path)
            .setHeaderMap(map)
            .setSize(200);
    var attributes =
        AttributeContext.newBuilder()
            .setRequest(AttributeContext.Request.newBuilder().setHttp(http));
    if (!body.isEmpty()) {
      attributes.setMetadataContext(
          Metadata.newBuilder()
              .putFilterMetadata("llm.request", Struct.newBuilder().putAllFields(body).build()));
    }
    return CheckRequest.newBuilder().setAttributes(attributes);
  }
}
