package dev.tollgate.authz.check;

import dev.tollgate.pricing.ModelPrice;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every method and path that passes, and nothing else does. */
enum Endpoint {
  CHAT_COMPLETIONS("POST", "/v1/chat/completions", Access.INFERENCE),
  LLM_CHAT_COMPLETIONS("POST", "/api/v1/llm/chat/completions", Access.INFERENCE),
  EMBEDDINGS("POST", "/v1/embeddings", Access.INFERENCE),
  CREDITS("GET", "/api/v1/llm/credits", Access.ANY_KEY),
  MODELS("GET", "/v1/models", Access.PUBLIC),
  LLM_MODELS("GET", "/api/v1/llm/models", Access.PUBLIC),
  HEALTH("GET", "/health", Access.PUBLIC);

  /** Who may come in. */
  enum Access {
    /** Anybody, without a credential; we answer. */
    PUBLIC,
    /** Whoever has a valid key; we answer. */
    ANY_KEY,
    /** Keys with the scope {@code llm:inference}; a provider answers and is paid. */
    INFERENCE
  }

  /** The limits of the routes in envoy.yaml, which Envoy holds every body to. */
  private static final long LARGE_BODY_BYTES_MAX = 32L << 20;

  private static final long BODY_BYTES_MAX = 1L << 20;
  private static final Endpoint[] ALL = values();

  private final String method;
  private final String path;
  private final Access access;
  private final String label;

  Endpoint(String method, String path, Access access) {
    this.method = method;
    this.path = path;
    this.access = access;
    this.label = name().toLowerCase(Locale.ROOT);
  }

  /**
   * The endpoint of a method and a path without its query; null if there is none. The match is
   * exact: another case, a trailing slash or path parameters name something else.
   */
  static @Nullable Endpoint match(String method, String path) {
    for (var endpoint : ALL) {
      if (endpoint.path.equals(path) && endpoint.method.equals(method)) {
        return endpoint;
      }
    }
    return null;
  }

  Access access() {
    return access;
  }

  /** As metrics name it. */
  String label() {
    return label;
  }

  String path() {
    return path;
  }

  /** The path that the provider knows it by. */
  String upstreamPath() {
    return this == LLM_CHAT_COMPLETIONS ? CHAT_COMPLETIONS.path : path;
  }

  /** The largest body that it takes. */
  long bodyBytesMax() {
    return streams() ? LARGE_BODY_BYTES_MAX : BODY_BYTES_MAX;
  }

  /** Whether its answers can be streams whose usage must be asked for. */
  boolean streams() {
    return this == CHAT_COMPLETIONS || this == LLM_CHAT_COMPLETIONS;
  }

  /** The kind of model that it takes; null where we answer ourselves. */
  ModelPrice.@Nullable Kind kind() {
    return switch (this) {
      case CHAT_COMPLETIONS, LLM_CHAT_COMPLETIONS -> ModelPrice.Kind.CHAT;
      case EMBEDDINGS -> ModelPrice.Kind.EMBEDDING;
      case CREDITS, MODELS, LLM_MODELS, HEALTH -> null;
    };
  }
}
