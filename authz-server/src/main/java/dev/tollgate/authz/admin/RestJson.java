package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as JSON. Unlike protobuf's own JSON it writes null for what is absent, and 64-bit numbers
 * as numbers.
 */
final class RestJson {
  private static final String CONTENT_TYPE = "application/json";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private RestJson() {}

  /** An object whose members keep their order and may be null. */
  static Map<String, @Nullable Object> object() {
    return new LinkedHashMap<>();
  }

  /** These fields of a message under their own names; all of them if none is named. */
  static Map<String, @Nullable Object> of(Message message, String... fields) {
    var json = object();
    var type = message.getDescriptorForType();
    var shown =
        fields.length == 0
            ? type.getFields()
            : List.of(fields).stream().map(type::findFieldByName).toList();
    for (var field : shown) {
      json.put(field.getName(), value(message, field));
    }
    return json;
  }

  private static @Nullable Object value(Message message, FieldDescriptor field) {
    if (field.hasPresence() && !message.hasField(field)) {
      return null;
    }
    return switch (message.getField(field)) {
      case Timestamp time -> text(time);
      case Message part -> of(part);
      case Object plain -> plain;
    };
  }

  /** RFC 3339, UTC. */
  static String text(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }

  static HttpBody body(Map<String, ? extends @Nullable Object> object) {
    return HttpBody.newBuilder()
        .setContentType(CONTENT_TYPE)
        .setData(ByteString.copyFrom(MAPPER.writeValueAsBytes(object)))
        .build();
  }
}
