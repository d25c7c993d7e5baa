package dev.tollgate.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.TextFormat;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * One kind of Check.
 *
 * @param requests like each other but for their request ids, asked in turn
 * @param keyPhase whether Envoy asks it with the headers alone, before it takes the body in
 * @param status of the HTTP answer that the authz-server must decide on: 200, or a refusal's
 */
public record Question(String name, List<byte[]> requests, boolean keyPhase, int status) {
  private static final String BODY = "llm.request";
  private static final int REQUESTS = 256;
  private static final int LARGE_BODY_BYTES = 330_096;

  /** A large body's first phase. */
  static Question key(String name, String apiKey) throws IOException {
    var template = chat(apiKey).toBuilder();
    template.getAttributesBuilder().clearMetadataContext().getMetadataContextBuilder();
    var http = template.getAttributesBuilder().getRequestBuilder().getHttpBuilder();
    http.clearSize();
    set(http.getHeaderMapBuilder(), "content-length", Integer.toString(LARGE_BODY_BYTES));
    return new Question(name, numbered(template.build()), true, 200);
  }

  /** A whole chat request. */
  static Question full(String name, String apiKey, String model, int status) throws IOException {
    var template = chat(apiKey).toBuilder();
    var metadata = template.getAttributesBuilder().getMetadataContextBuilder();
    var body = metadata.getFilterMetadataOrDefault(BODY, Struct.getDefaultInstance()).toBuilder();
    body.putFields("model", Value.newBuilder().setStringValue(model).build());
    metadata.putFilterMetadata(BODY, body.build());
    return new Question(name, numbered(template.build()), false, status);
  }

  /**
   * One whole chat request, as bytes.
   *
   * @param asksForUsage whether its stream is to have the event with the usage
   */
  public static byte[] chat(String apiKey, String model, boolean streams, boolean asksForUsage)
      throws IOException {
    var template = chat(apiKey).toBuilder();
    var metadata = template.getAttributesBuilder().getMetadataContextBuilder();
    var body = metadata.getFilterMetadataOrDefault(BODY, Struct.getDefaultInstance()).toBuilder();
    body.putFields("model", Value.newBuilder().setStringValue(model).build());
    put(body, "stream", streams);
    put(body, "include_usage", asksForUsage);
    metadata.putFilterMetadata(BODY, body.build());
    set(headers(template), "x-request-id", UUID.randomUUID().toString());
    return template.build().toByteArray();
  }

  private static void put(Struct.Builder body, String member, boolean value) {
    body.removeFields(member);
    if (value) {
      body.putFields(member, Value.newBuilder().setBoolValue(true).build());
    }
  }

  Question named(String other) {
    return new Question(other, requests, keyPhase, status);
  }

  /** Whether each answer leaves a hold. */
  boolean admits() {
    return !keyPhase && status == 200;
  }

  private static CheckRequest chat(String apiKey) throws IOException {
    var template = CheckRequest.newBuilder();
    var recorded = Objects.requireNonNull(Question.class.getResourceAsStream("chat.txtpb"));
    try (var reader = new InputStreamReader(recorded, StandardCharsets.UTF_8)) {
      TextFormat.merge(reader, template);
    }
    set(headers(template), "authorization", "Bearer " + apiKey);
    return template.build();
  }

  private static List<byte[]> numbered(CheckRequest template) {
    return IntStream.range(0, REQUESTS)
        .mapToObj(_ -> {
          var request = template.toBuilder();
          set(headers(request), "x-request-id", UUID.randomUUID().toString());
          return request.build().toByteArray();
        })
        .toList();
  }

  private static HeaderMap.Builder headers(CheckRequest.Builder request) {
    return request
        .getAttributesBuilder()
        .getRequestBuilder()
        .getHttpBuilder()
        .getHeaderMapBuilder();
  }

  private static void set(HeaderMap.Builder headers, String name, String value) {
    for (var header : headers.getHeadersBuilderList()) {
      if (header.getKey().equals(name)) {
        header.setRawValue(ByteString.copyFromUtf8(value));
        return;
      }
    }
    throw new IllegalArgumentException("chat.txtpb has no header " + name);
  }
}
