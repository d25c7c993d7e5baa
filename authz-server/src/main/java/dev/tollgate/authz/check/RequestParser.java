package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.HeaderLookup;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** The edge towards Envoy, inwards: its question becomes {@link RequestFacts}. */
final class RequestParser {
  static final Metadata.Key<String> PHASE = key("x-authz-phase");
  static final Metadata.Key<String> BOOT = Metadata.Key.of("x-envoy-boot", new Recurring());
  static final Metadata.Key<String> NODE = Metadata.Key.of("x-envoy-node", new Recurring());

  /**
   * The client's address, by the proxies before Envoy that it is told to trust. The source of
   * Envoy's question is not it: that is whoever opened the connection, such as a load balancer.
   */
  static final Metadata.Key<String> CLIENT = key("x-envoy-client");

  private static final String KEY_PHASE = "key";
  private static final String UNNAMED = "-";
  private static final int NAME_CHARACTERS_MAX = 128;

  private RequestParser() {}

  /** The request, or null if this is no question that Envoy asks when it is configured for us. */
  static @Nullable RequestFacts parse(Question question, Metadata metadata) {
    var phase = phase(metadata.get(PHASE));
    var headers = question.headers();
    // Without encode_raw_headers Envoy joins or drops repeated headers: two credentials look like
    // one.
    if (phase == null || question.path().isEmpty() || headers == null) {
      return null;
    }
    var body = question.body();
    return new RequestFacts(
        phase,
        question.method(),
        withoutQuery(question.path()),
        question.path(),
        headers,
        body == null ? BodyFacts.NONE : body,
        question.bodyBytes(),
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

  private static String first(HeaderLookup headers, String name) {
    var values = headers.all(name);
    return values.isEmpty() ? "" : values.getFirst();
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
