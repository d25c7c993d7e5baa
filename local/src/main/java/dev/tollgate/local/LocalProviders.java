package dev.tollgate.local;

import static java.util.stream.Collectors.joining;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.local.mock.MockProvider;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whom requests go to: the real provider where the environment has a key for it, else the mock. */
final class LocalProviders {
  /**
   * A provider.
   *
   * @param apiKey as the configuration names it
   * @param real whether it is the provider itself
   */
  private record LocalProvider(MockProvider mock, String apiKey, boolean real) {
    String name() {
      return mock.label();
    }
  }

  private final List<LocalProvider> providers = new ArrayList<>();
  private final Map<MockProvider, String> mockKeys = new EnumMap<>(MockProvider.class);
  private final int mockPort;

  /**
   * Makes the mock's keys, once.
   *
   * @param environment {@code OPENAI_API_KEY} and others like it
   */
  LocalProviders(Secrets secrets, int mockPort, Map<String, String> environment)
      throws IOException {
    this.mockPort = mockPort;
    for (var mock : MockProvider.values()) {
      var name = mock.label();
      var mockKey = secrets.get("mock-" + name + "-key", mock.keyPrefix());
      var real = environment.getOrDefault(variable(mock), "").strip();
      secrets.keep(name + "-api-key", real.isEmpty() ? mockKey : real);
      providers.add(new LocalProvider(mock, secrets.reference(name + "-api-key"), !real.isEmpty()));
      mockKeys.put(mock, mockKey);
    }
  }

  private static String variable(MockProvider provider) {
    var suffix = provider == MockProvider.CLOUDFLARE ? "_API_TOKEN" : "_API_KEY";
    return provider.label().toUpperCase(Locale.ROOT) + suffix;
  }

  /** What the mock wants to see, and nobody but authz-server and Envoy does, by provider. */
  Map<MockProvider, String> mockKeys() {
    return Map.copyOf(mockKeys);
  }

  /** The section {@code providers} of authz-server's configuration. */
  String yaml() {
    return """
    {openai: {%s}, anthropic: {%s}, others: [%s]}\
    """
        .formatted(
            members(providers.get(0)),
            members(providers.get(1)),
            providers.stream()
                .skip(2)
                .map(other -> "{name: " + other.name() + ", " + members(other) + "}")
                .collect(joining(", ")));
  }

  /** Those that are LLMs, separated by commas. */
  String llms() {
    return providers.stream()
        .map(LocalProvider::mock)
        .filter(mock -> mock != MockProvider.CLOUDFLARE)
        .map(MockProvider::label)
        .collect(joining(", "));
  }

  private String members(LocalProvider provider) {
    var key = "api_key: \"" + provider.apiKey() + "\"";
    return provider.real() ? key : key + ", base_url: \"" + mockUrl(provider.mock()) + "\"";
  }

  private String mockUrl(MockProvider mock) {
    return "http://127.0.0.1:" + mockPort + mock.basePath();
  }

  /** Envoy's clusters. */
  List<Upstream> upstreams() {
    return providers.stream()
        .map(provider ->
            provider.real()
                ? new Upstream(provider.name(), provider.mock().real())
                : new Upstream(provider.name(), BaseUrl.parse(mockUrl(provider.mock()))))
        .toList();
  }

  /** For people: where requests go. */
  String text() {
    var real =
        providers.stream()
            .filter(LocalProvider::real)
            .map(LocalProvider::name)
            .collect(joining(", "));
    var mock = "http://127.0.0.1:" + mockPort + " (a mock; GET / is its manual)";
    return real.isEmpty()
        ? mock
        : mock + "; the real " + real + ", whose keys are in the environment";
  }
}
