package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.TokenCounts;

/** Tokens of all classes together, by their direction. */
final class Tokens {
  private Tokens() {}

  static long input(TokenCounts tokens) {
    return tokens.getInput()
        + tokens.getCachedInput()
        + tokens.getCacheWrite()
        + tokens.getCacheWrite1H()
        + tokens.getAudioInput();
  }

  static long output(TokenCounts tokens) {
    return tokens.getOutput() + tokens.getReasoning() + tokens.getAudioOutput();
  }
}
