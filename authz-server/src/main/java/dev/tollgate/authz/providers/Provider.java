package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.config.Secret;
import org.jspecify.annotations.Nullable;

/** One upstream provider, with the platform's key if there is one. Prints without the key. */
public final class Provider {
  private final String name;
  private final Api api;
  private final KeyHeader keyHeader;
  private final BaseUrl baseUrl;
  private final String permission;
  private final @Nullable Secret key;
  private final @Nullable Secret credential;

  private Provider(
      String name,
      Api api,
      KeyHeader keyHeader,
      BaseUrl baseUrl,
      String permission,
      @Nullable Secret key) {
    this.name = name;
    this.api = api;
    this.keyHeader = keyHeader;
    this.baseUrl = baseUrl;
    this.permission = permission;
    this.key = key;
    this.credential = key == null ? null : keyHeader.value(key);
  }

  /** The same provider with another key, or without one. */
  public Provider withKey(@Nullable Secret otherKey) {
    return new Provider(name, api, keyHeader, baseUrl, permission, otherKey);
  }

  /** The same service for callers with another permission. */
  Provider withPermission(String other) {
    return new Provider(name, api, keyHeader, baseUrl, other, key);
  }

  /**
   * A provider of which null is what is known of this name; of an unknown one, that it speaks like
   * OpenAI and takes its key as a bearer token.
   *
   * @throws IllegalArgumentException if nobody says where it answers
   */
  static Provider of(
      String name,
      @Nullable Api api,
      @Nullable KeyHeader keyHeader,
      @Nullable String baseUrl,
      @Nullable Secret apiKey) {
    var known = KnownProvider.of(name);
    if (known == null) {
      return new Provider(
          name,
          requireNonNullElse(api, Api.OPENAI),
          requireNonNullElse(keyHeader, KeyHeader.AUTHORIZATION),
          url(name, baseUrl),
          Permissions.PLATFORM,
          apiKey);
    }
    return new Provider(
        name,
        requireNonNullElse(api, known.api()),
        requireNonNullElse(keyHeader, known.keyHeader()),
        url(name, baseUrl == null ? known.baseUrl() : baseUrl),
        Permissions.PLATFORM,
        apiKey);
  }

  private static BaseUrl url(String name, @Nullable String text) {
    if (text == null) {
      throw new IllegalArgumentException(
          "base_url is missing: where does "
              + name
              + " answer? For example https://llm.example/v1");
    }
    return place(text);
  }

  /**
   * Where a key may be sent.
   *
   * @throws IllegalArgumentException if it is no URL, or would send it in the clear to another
   *     machine
   */
  static BaseUrl place(String text) {
    var url = BaseUrl.parse(text);
    if (!url.tls() && !new ListenAddress.Tcp(url.bareHost(), url.port()).local()) {
      throw new IllegalArgumentException(
          "base_url would send the key in the clear: only https leaves this machine; write for"
              + " example https://api.openai.com/v1");
    }
    return url;
  }

  /** The name that price books, Envoy's routes and clusters, and metrics know it by. */
  public String name() {
    return name;
  }

  public Api api() {
    return api;
  }

  /** Which header has the credential towards it. */
  public KeyHeader keyHeader() {
    return keyHeader;
  }

  /** Where it answers. */
  public BaseUrl baseUrl() {
    return baseUrl;
  }

  /** What a caller of a service needs: it acts with the platform's own key there. */
  public String permission() {
    return permission;
  }

  /** The platform's key, or null if it has none. */
  public @Nullable Secret key() {
    return key;
  }

  /** The value of that header; only of a provider with a key. */
  public Secret credential() {
    return requireNonNull(credential);
  }

  @Override
  public String toString() {
    return "provider " + name;
  }
}
