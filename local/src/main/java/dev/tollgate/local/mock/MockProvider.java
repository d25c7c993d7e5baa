package dev.tollgate.local.mock;

import dev.tollgate.envoy.BaseUrl;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider that the mock stands in for. Each has its API below the path at which the real one has
 * it, which is how requests for them are told apart; OpenAI and Anthropic share theirs.
 */
public enum MockProvider {
  OPENAI("https://api.openai.com/v1", "sk-mock-", "(?!llama-)[^/]+"),
  ANTHROPIC("https://api.anthropic.com/v1", "sk-ant-mock-", "(mock-)?claude-.*"),
  OPENROUTER("https://openrouter.ai/api/v1", "sk-or-mock-", ".+/.+"),
  GROQ("https://api.groq.com/openai/v1", "gsk_mock", "llama-.*"),
  /** No LLM. */
  CLOUDFLARE("https://api.cloudflare.com/client/v4", "cf_mock_", "(?!)");

  private static final String MESSAGES = "/v1/messages";

  private final String real;
  private final String basePath;
  private final String keyPrefix;
  private final Pattern models;

  MockProvider(String real, String keyPrefix, String models) {
    this.real = real;
    this.basePath = BaseUrl.parse(real).path();
    this.keyPrefix = keyPrefix;
    this.models = Pattern.compile(models);
  }

  /** As price books call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where its API is, here and there. */
  public String basePath() {
    return basePath;
  }

  /** Where the real one answers. */
  public BaseUrl real() {
    return BaseUrl.parse(real);
  }

  /** What its keys begin with here. */
  public String keyPrefix() {
    return keyPrefix;
  }

  /** Whether it may have a model of this name. */
  boolean knows(String model) {
    return models.matcher(model).matches();
  }

  /** Whose API a path belongs to; null: nobody's. */
  static @Nullable MockProvider of(String path) {
    if (path.startsWith(MESSAGES)) {
      return ANTHROPIC;
    }
    for (var provider : values()) {
      if (path.startsWith(provider.basePath + "/")) {
        return provider;
      }
    }
    return null;
  }

  /** A path of its API as OpenAI and Anthropic have it, with their version. */
  String apiPath(String path) {
    return "/v1" + path.substring(basePath.length());
  }
}
