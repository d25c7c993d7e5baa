package dev.tollgate.authz.credits;

import dev.tollgate.pricing.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * How tokens and bytes go together. Running sums in which an answer counts the less the longer ago
 * it was. One thread.
 */
final class Calibration {
  /** The last 200 answers have most of the weight. */
  private static final double FORGETTING = 0.995;

  /** Of fewer answers nothing is concluded. */
  private static final double ANSWERS_MIN = 3 * FORGETTING * FORGETTING;

  private final Line input = new Line();
  private final Line streams = new Line();
  private final Line wholes = new Line();

  void learn(Traffic traffic, TokenCounts tokens) {
    input.add(input(tokens), traffic.requestBytes());
    (traffic.stream() ? streams : wholes).add(output(tokens), traffic.answerBytes());
  }

  /** Null if too little is known. */
  @Nullable TokenCounts estimate(Traffic traffic, @Nullable TokenCounts told) {
    var answers = traffic.stream() ? streams : wholes;
    if (answers.weight < ANSWERS_MIN) {
      return null;
    }
    // An answer in one piece is seen whole or not at all: it may have been any.
    double output = traffic.stream() ? answers.tokens(traffic.answerBytes()) : answers.meanTokens();
    if (told == null) {
      return counts(input.ratio() * traffic.requestBytes(), output);
    }
    return new TokenCounts(
        told.input(),
        told.cachedInput(),
        told.cacheWrite(),
        told.cacheWrite1h(),
        Math.max(told.output(), whole(output)),
        told.reasoning(),
        told.audioInput(),
        told.audioOutput());
  }

  private static TokenCounts counts(double input, double output) {
    return new TokenCounts(whole(input), 0, 0, 0, whole(output), 0, 0, 0);
  }

  private static long whole(double tokens) {
    return Math.clamp(Math.round(tokens), 0, TokenCounts.MAX);
  }

  private static long input(TokenCounts tokens) {
    return tokens.input()
        + tokens.cachedInput()
        + tokens.cacheWrite()
        + tokens.cacheWrite1h()
        + tokens.audioInput();
  }

  private static long output(TokenCounts tokens) {
    return tokens.output() + tokens.reasoning() + tokens.audioOutput();
  }

  /** Bytes as a line over tokens, by least squares: the slope and what surrounds the tokens. */
  private static final class Line {
    private double weight;
    private double tokens;
    private double bytes;
    private double tokensSquared;
    private double tokensBytes;

    void add(long someTokens, long someBytes) {
      double newTokens = (double) someTokens; // both far below what a double holds exactly
      double newBytes = (double) someBytes;
      weight = weight * FORGETTING + 1;
      tokens = tokens * FORGETTING + newTokens;
      bytes = bytes * FORGETTING + newBytes;
      tokensSquared = tokensSquared * FORGETTING + newTokens * newTokens;
      tokensBytes = tokensBytes * FORGETTING + newTokens * newBytes;
    }

    double meanTokens() {
      return tokens / weight;
    }

    /** Tokens a byte. */
    double ratio() {
      return bytes == 0 ? 0 : tokens / bytes;
    }

    /**
     * The tokens of an answer that was cut after so many bytes. Of what surrounds the tokens of a
     * whole answer, half is taken to come before them. Where answers are too much alike to tell
     * that apart, it is part of the tokens.
     */
    double tokens(long bytesSoFar) {
      double soFar = (double) bytesSoFar;
      double spread = weight * tokensSquared - tokens * tokens;
      double slope = (weight * tokensBytes - tokens * bytes) / spread;
      double around = (bytes - slope * tokens) / weight;
      boolean told = spread > tokens * tokens / 100 && slope > 0 && around >= 0;
      return told ? Math.max(0, soFar - around / 2) / slope : soFar * ratio();
    }
  }
}
