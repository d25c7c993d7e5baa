package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.util.Arrays;
import java.util.Random;

/** Questions as Envoy could ask them and as nobody should, and damage to them. */
final class RandomQuestions {
  private static final String[] NAMES = {
    "authorization", "x-api-key", "x-request-id", "", "a", "model", "llm.request", "näme"
  };

  private final Random random;

  RandomQuestions(Random random) {
    this.random = random;
  }

  /** Bytes that protobuf reads: sometimes several messages, which are one when they are joined. */
  byte[] next() {
    var bytes = request().toByteString();
    while (random.nextInt(4) == 0) {
      bytes = bytes.concat(request().toByteString());
    }
    return bytes.toByteArray();
  }

  private CheckRequest request() {
    var attributes = AttributeContext.newBuilder();
    attributes.getSourceBuilder().setPrincipal(name());
    if (often()) {
      attributes.setRequest(AttributeContext.Request.newBuilder().setHttp(strange(http())).build());
    }
    if (often()) {
      var metadata = Metadata.newBuilder();
      for (int i = random.nextInt(3); i > 0; i--) {
        metadata.putFilterMetadata(
            random.nextBoolean() ? QuestionReader.BODY_NAMESPACE : name(), struct(2));
      }
      attributes.setMetadataContext(strange(metadata));
    }
    return strange(CheckRequest.newBuilder().setAttributes(strange(attributes))).build();
  }

  private HttpRequest.Builder http() {
    var http = HttpRequest.newBuilder().setSize(random.nextLong() >> random.nextInt(64));
    http.setMethod(name()).setPath("/" + name()).putHeaders(name(), name());
    if (often()) {
      var map = HeaderMap.newBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        var header = HeaderValue.newBuilder().setKey(name());
        if (often()) {
          var raw = new byte[random.nextInt(20)];
          random.nextBytes(raw);
          header.setRawValue(ByteString.copyFrom(raw));
        }
        if (!often()) {
          header.setValue(name());
        }
        map.addHeaders(strange(header));
      }
      http.setHeaderMap(strange(map));
    }
    return http;
  }

  private Struct struct(int depth) {
    var struct = Struct.newBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      struct.putFields(name(), strange(value(depth)).build());
    }
    return strange(struct).build();
  }

  private Value.Builder value(int depth) {
    var value = Value.newBuilder();
    return switch (random.nextInt(depth == 0 ? 5 : 7)) {
      case 0 -> value;
      case 1 -> value.setNullValue(NullValue.NULL_VALUE);
      case 2 -> value.setNumberValue(random.nextGaussian());
      case 3 -> value.setStringValue(name());
      case 4 -> value.setBoolValue(random.nextBoolean());
      case 5 -> value.setStructValue(struct(depth - 1));
      default -> value.setListValue(ListValue.newBuilder().addValues(value(depth - 1)));
    };
  }

  /** Sometimes with a field that nobody knows. */
  private <B extends Message.Builder> B strange(B builder) {
    if (random.nextInt(8) == 0) {
      int number = 50 + random.nextInt(1_000);
      var field =
          switch (random.nextInt(3)) {
            case 0 -> UnknownFieldSet.Field.newBuilder().addVarint(random.nextLong());
            case 1 -> UnknownFieldSet.Field.newBuilder().addFixed32(random.nextInt());
            default ->
                UnknownFieldSet.Field.newBuilder().addGroup(UnknownFieldSet.getDefaultInstance());
          };
      builder.setUnknownFields(
          UnknownFieldSet.newBuilder().addField(number, field.build()).build());
    }
    return builder;
  }

  /** The same bytes but for one change of some of them. */
  byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return "?".getBytes(UTF_8);
    }
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> joined(bytes, at, new byte[] {(byte) random.nextInt()}, at);
      case 2 -> joined(bytes, at, new byte[0], Math.min(bytes.length, at + 1 + random.nextInt(4)));
      default -> {
        var changed = bytes.clone();
        changed[at] = (byte) random.nextInt();
        yield changed;
      }
    };
  }

  private static byte[] joined(byte[] bytes, int end, byte[] middle, int begin) {
    return ByteString.copyFrom(bytes, 0, end)
        .concat(ByteString.copyFrom(middle))
        .concat(ByteString.copyFrom(bytes, begin, bytes.length - begin))
        .toByteArray();
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private boolean often() {
    return random.nextInt(8) != 0;
  }
}
