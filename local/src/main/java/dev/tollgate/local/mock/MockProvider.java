package dev.tollgate.local.mock;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider that the mock stands in for. Each has its API below the path at which the real one has
 * it, which is how requests for them are told apart; OpenAI and Anthropic share theirs.
 */
public enum MockProvider {
  OPENAI("/v1", "api.openai.com", "sk-mock-", "(?!llama-)[^/]+"),
  ANTHROPIC("/v1", "api.anthropic.com", "sk-ant-mock-", "(mock-)?claude-.*"),
  OPENROUTER("/api/v1", "openrouter.ai", "sk-or-mock-", ".+/.+"),
  GROQ("/openai/v1", "api.groq.com", "gsk_mock", "llama-.*");

  private static final String MESSAGES = "/v1/messages";

  private final String basePath;
  private final String host;
  private final String keyPrefix;
  private final Pattern models;

  MockProvider(String basePath, String host, String keyPrefix, String models) {
    this.basePath = basePath;
    this.host = host;
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

  /** The real one's. */
  public String host() {
    return host;
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
