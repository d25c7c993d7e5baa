package dev.tollgate.authz.providers;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Providers that need no more than a key: the rest of what they say of themselves is here. */
enum KnownProvider {
  OPENAI(Api.OPENAI, KeyHeader.AUTHORIZATION, "https://api.openai.com/v1"),
  ANTHROPIC(Api.ANTHROPIC, KeyHeader.X_API_KEY, "https://api.anthropic.com/v1"),
  OPENROUTER(Api.OPENAI, KeyHeader.AUTHORIZATION, "https://openrouter.ai/api/v1"),
  /** Gemini, as it answers in OpenAI's shape. */
  GOOGLE(
      Api.OPENAI,
      KeyHeader.AUTHORIZATION,
      "https://generativelanguage.googleapis.com/v1beta/openai"),
  GROQ(Api.OPENAI, KeyHeader.AUTHORIZATION, "https://api.groq.com/openai/v1"),
  MISTRAL(Api.OPENAI, KeyHeader.AUTHORIZATION, "https://api.mistral.ai/v1"),
  TOGETHER(Api.OPENAI, KeyHeader.AUTHORIZATION, "https://api.together.xyz/v1"),
  /** Each customer has a host of its own: {@code https://RESOURCE.openai.azure.com/openai/v1}. */
  AZURE(Api.OPENAI, KeyHeader.API_KEY, null),
  CLOUDFLARE(Api.SERVICE, KeyHeader.AUTHORIZATION, "https://api.cloudflare.com/client/v4");

  private final Api api;
  private final KeyHeader keyHeader;
  private final @Nullable String baseUrl;

  KnownProvider(Api api, KeyHeader keyHeader, @Nullable String baseUrl) {
    this.api = api;
    this.keyHeader = keyHeader;
    this.baseUrl = baseUrl;
  }

  /** The provider of a name, or null if it is none of these. */
  static @Nullable KnownProvider of(String name) {
    for (var provider : values()) {
      if (provider.label().equals(name)) {
        return provider;
      }
    }
    return null;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Api api() {
    return api;
  }

  KeyHeader keyHeader() {
    return keyHeader;
  }

  /** Null where every customer has another. */
  @Nullable String baseUrl() {
    return baseUrl;
  }
}
