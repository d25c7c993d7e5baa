package dev.tollgate.authz.check;

import static dev.tollgate.pricing.ModelPrice.Kind.CHAT;
import static dev.tollgate.pricing.ModelPrice.Kind.COMPLETION;
import static dev.tollgate.pricing.ModelPrice.Kind.EMBEDDING;
import static dev.tollgate.pricing.ModelPrice.Kind.IMAGE;
import static dev.tollgate.pricing.ModelPrice.Kind.MODERATION;
import static dev.tollgate.pricing.ModelPrice.Kind.TRANSCRIPTION;

import dev.tollgate.authz.providers.Api;
import dev.tollgate.pricing.ModelPrice;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every method and path that passes, and nothing else does. */
enum Endpoint {
  CHAT_COMPLETIONS(CHAT, "/v1/chat/completions"),
  LLM_CHAT_COMPLETIONS(CHAT, "/api/v1/llm/chat/completions", "/v1/chat/completions"),
  RESPONSES(CHAT, "/v1/responses"),
  COMPLETIONS(COMPLETION, "/v1/completions"),
  EMBEDDINGS(EMBEDDING, "/v1/embeddings"),
  MODERATIONS(MODERATION, "/v1/moderations"),
  MESSAGES(CHAT, "/v1/messages"),
  IMAGES(IMAGE, "/v1/images/generations"),
  LLM_IMAGES(IMAGE, "/api/v1/llm/image/generations", "/v1/images/generations"),
  SPEECH(ModelPrice.Kind.SPEECH, "/v1/audio/speech"),
  TRANSCRIPTIONS(TRANSCRIPTION, "/v1/audio/transcriptions"),
  TRANSLATIONS(TRANSCRIPTION, "/v1/audio/translations"),
  CREDITS("/api/v1/llm/credits"),
  REQUEST("/api/v1/llm/requests/{id}"),
  MODELS("/v1/models"),
  LLM_MODELS("/api/v1/llm/models"),
  HEALTH("/health");

  /** The limits of the routes in envoy.yaml, which Envoy holds every body to. */
  private static final long LARGE_BODY_BYTES_MAX = 32L << 20;

  private static final long BODY_BYTES_MAX = 1L << 20;
  private static final Endpoint[] ALL = values();
  private static final String ID = "{id}";
  private static final int ID_LENGTH_MAX = 128;
  private static final List<String> COMPLETION_LIMITS = List.of("max_tokens");
  private static final List<String> CHAT_LIMITS = List.of("max_tokens", "max_completion_tokens");
  private static final List<String> RESPONSE_LIMITS = List.of("max_output_tokens");

  private final String method;
  private final String path;
  private final String upstreamPath;
  private final ModelPrice.@Nullable Kind kind;
  private final String label;

  /** What a provider answers. */
  Endpoint(ModelPrice.Kind kind, String path) {
    this("POST", path, path, kind);
  }

  Endpoint(ModelPrice.Kind kind, String path, String upstreamPath) {
    this("POST", path, upstreamPath, kind);
  }

  /** What we answer. */
  Endpoint(String path) {
    this("GET", path, path, null);
  }

  Endpoint(String method, String path, String upstreamPath, ModelPrice.@Nullable Kind kind) {
    this.method = method;
    this.path = path;
    this.upstreamPath = upstreamPath;
    this.kind = kind;
    this.label = name().toLowerCase(Locale.ROOT);
  }

  /**
   * The endpoint of a method and a path without its query; null if there is none. The match is
   * exact: another case, a trailing slash or path parameters name something else. An id is letters,
   * digits and hyphens.
   */
  static @Nullable Endpoint match(String method, String path) {
    for (var endpoint : ALL) {
      if (endpoint.matches(path) && endpoint.method.equals(method)) {
        return endpoint;
      }
    }
    return null;
  }

  private boolean matches(String other) {
    if (!path.endsWith(ID)) {
      return path.equals(other);
    }
    int start = path.length() - ID.length();
    return other.length() > start
        && other.length() <= start + ID_LENGTH_MAX
        && other.regionMatches(0, path, 0, start)
        && other.chars().skip(start).allMatch(Endpoint::isOfId);
  }

  private static boolean isOfId(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  }

  String method() {
    return method;
  }

  /** Whether a provider answers, who is paid for it; else we do. */
  boolean metered() {
    return kind != null;
  }

  /** Whether it can be answered to nobody in particular. */
  boolean publishable() {
    return !metered() && this != CREDITS && this != REQUEST;
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
    return upstreamPath;
  }

  /** The largest body that it takes. */
  long bodyBytesMax() {
    return kind == CHAT || takesForm() ? LARGE_BODY_BYTES_MAX : BODY_BYTES_MAX;
  }

  /** Whether its body is a form with a file, and no JSON. */
  boolean takesForm() {
    return kind == TRANSCRIPTION;
  }

  /** Whether its answers can be streams whose usage must be asked for. */
  boolean hidesUsage() {
    return this == CHAT_COMPLETIONS || this == LLM_CHAT_COMPLETIONS || this == COMPLETIONS;
  }

  /** Whether its JSON answers say what they cost, as the clients that have its path expect. */
  boolean tellsCost() {
    return this == LLM_CHAT_COMPLETIONS || this == LLM_IMAGES;
  }

  /** Whether every request must say how much it may be answered at most. */
  boolean limitsItself() {
    return this == MESSAGES;
  }

  /** The members of a body that limit the answer; others of their kind say nothing here. */
  List<String> limits() {
    if (this == COMPLETIONS) {
      return COMPLETION_LIMITS;
    }
    return this == RESPONSES ? RESPONSE_LIMITS : CHAT_LIMITS;
  }

  /** The model that the provider takes if a request names none; null if it must name one. */
  @Nullable String usualModel() {
    return this == MODERATIONS ? "omni-moderation-latest" : null;
  }

  /** What a provider must understand to answer it. */
  Api api() {
    return this == MESSAGES ? Api.ANTHROPIC : Api.OPENAI;
  }

  /** The kind of model that it takes; null where we answer ourselves. */
  ModelPrice.@Nullable Kind kind() {
    return kind;
  }
}
