package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Secret;

/**
 * How to speak to OpenAI.
 *
 * @param apiKey the platform's key: 1 to 4,096 printable ASCII characters without spaces
 */
public record OpenAiConfig(Secret apiKey) {
  private static final int KEY_CHARACTERS_MAX = 4096;

  public OpenAiConfig {
    var text = apiKey.text();
    if (text.isEmpty()
        || text.length() > KEY_CHARACTERS_MAX
        || !text.chars().allMatch(c -> c > ' ' && c <= '~')) {
      throw new IllegalArgumentException(
          "api_key must be 1 to 4096 printable ASCII characters without spaces; check the file or"
              + " variable that it is read from");
    }
  }
}
