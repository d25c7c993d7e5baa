package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/** How the mock counts: rules that a test can follow, not a tokenizer. */
final class TokenRules {
  private static final int USUAL_OUTPUT_TOKENS = 16;
  private static final int TOKENS_PER_REQUEST = 3;
  private static final int TOKENS_PER_MESSAGE = 4;
  private static final int BYTES_PER_TOKEN = 4;

  private TokenRules() {}

  /** One for every four bytes or part of them. */
  static int of(String text) {
    return Math.ceilDiv(text.getBytes(UTF_8).length, BYTES_PER_TOKEN);
  }

  /** Three, plus for each message four and those of its text. */
  static int ofPrompt(List<String> messages) {
    int tokens = TOKENS_PER_REQUEST;
    for (String text : messages) {
      tokens += TOKENS_PER_MESSAGE + of(text);
    }
    return tokens;
  }

  /** What the model always answers, or what was directed, or 16; the request's limit aside. */
  static int output(Behaviour behaviour, Directives directives) {
    return behaviour.fixedOutputTokens() > 0
        ? behaviour.fixedOutputTokens()
        : directives.tokens("output", USUAL_OUTPUT_TOKENS);
  }
}
