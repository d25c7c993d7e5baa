package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.authz.authn.HeaderLookup;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The edge towards Envoy, inwards: its question becomes {@link RequestFacts}. */
final class RequestParser {
  /** Where Envoy's filters put what they read in the body. */
  static final String BODY_NAMESPACE = "llm.request";

  static final Metadata.Key<String> PHASE = key("x-authz-phase");
  static final Metadata.Key<String> BOOT = key("x-envoy-boot");
  static final Metadata.Key<String> NODE = key("x-envoy-node");

  /**
   * The client's address, by the proxies before Envoy that it is told to trust. The source of
   * Envoy's question is not it: that is whoever opened the connection, such as a load balancer.
   */
  static final Metadata.Key<String> CLIENT = key("x-envoy-client");

  private static final String KEY_PHASE = "key";
  private static final String UNNAMED = "-";
  private static final int NAME_CHARACTERS_MAX = 128;

  /** Longer than any credential may be: a longer value is cut and never a credential. */
  private static final int HEADER_BYTES_MAX = 16_384;

  private RequestParser() {}

  /** The request, or null if this is no question that Envoy asks when it is configured for us. */
  static @Nullable RequestFacts parse(CheckRequest request, Metadata metadata) {
    var http = request.getAttributes().getRequest().getHttp();
    var phase = phase(metadata.get(PHASE));
    // Without encode_raw_headers Envoy joins or drops repeated headers: two credentials look like
    // one.
    if (phase == null || http.getPath().isEmpty() || !http.hasHeaderMap()) {
      return null;
    }
    var headers = headers(http);
    return new RequestFacts(
        phase,
        http.getMethod(),
        withoutQuery(http.getPath()),
        http.getPath(),
        headers,
        body(request),
        http.getSize(),
        name(metadata.get(CLIENT)),
        cut(first(headers, "x-request-id")),
        name(metadata.get(NODE)),
        name(metadata.get(BOOT)));
  }

  private static RequestFacts.@Nullable Phase phase(@Nullable String text) {
    if (text == null) {
      return RequestFacts.Phase.FULL;
    }
    return text.equals(KEY_PHASE) ? RequestFacts.Phase.KEY : null;
  }

  private static String withoutQuery(String path) {
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static HeaderLookup headers(AttributeContext.HttpRequest http) {
    var all = http.getHeaderMap().getHeadersList();
    return name -> {
      List<String> values = List.of();
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i).getKey().equals(name)) {
          var value = text(all.get(i));
          if (values.isEmpty()) {
            values = List.of(value);
          } else {
            values = new ArrayList<>(values);
            values.add(value);
          }
        }
      }
      return values;
    };
  }

  private static String text(HeaderValue header) {
    var raw = header.getRawValue();
    if (raw.isEmpty()) {
      return header.getValue();
    }
    return bounded(raw).toString(ISO_8859_1);
  }

  private static ByteString bounded(ByteString raw) {
    return raw.size() <= HEADER_BYTES_MAX ? raw : raw.substring(0, HEADER_BYTES_MAX);
  }

  private static String first(HeaderLookup headers, String name) {
    var values = headers.all(name);
    return values.isEmpty() ? "" : values.getFirst();
  }

  private static BodyFacts body(CheckRequest request) {
    var metadata = request.getAttributes().getMetadataContext().getFilterMetadataMap();
    var body = metadata.get(BODY_NAMESPACE);
    return body == null ? BodyFacts.NONE : member -> fact(body, member);
  }

  private static Fact fact(Struct body, String member) {
    var value = body.getFieldsMap().get(member);
    return value == null ? Fact.Absent.INSTANCE : fact(value);
  }

  private static Fact fact(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> new Fact.Text(value.getStringValue());
      case NUMBER_VALUE -> new Fact.Decimal(value.getNumberValue());
      case BOOL_VALUE -> new Fact.Flag(value.getBoolValue());
      case STRUCT_VALUE, LIST_VALUE -> new Fact.Structure();
      case NULL_VALUE, KIND_NOT_SET -> Fact.Absent.INSTANCE;
    };
  }

  private static String name(@Nullable String text) {
    return text == null || text.isEmpty() ? UNNAMED : cut(text);
  }

  private static String cut(String text) {
    return text.length() <= NAME_CHARACTERS_MAX ? text : text.substring(0, NAME_CHARACTERS_MAX);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
