package dev.tollgate.pricing;

import java.util.List;

/**
 * One model's prices in one version of a book. Token prices are picocredits (1e-12 credit) a token,
 * which is microcredits a million tokens; {@code requestNanocredits} comes on top of them.
 *
 * @param contextTokens most tokens of input and output together
 * @param maxOutputTokens most tokens of one answer; 0 for models without output
 */
public record ModelPrice(
    String model,
    List<String> aliases,
    String provider,
    Kind kind,
    long inputPicocredits,
    long cachedInputPicocredits,
    long cacheWritePicocredits,
    long outputPicocredits,
    long reasoningPicocredits,
    long audioInputPicocredits,
    long audioOutputPicocredits,
    long requestNanocredits,
    long contextTokens,
    long maxOutputTokens,
    long createdSeconds,
    String ownedBy) {
  /** What the model is asked for. */
  public enum Kind {
    CHAT,
    EMBEDDING
  }
}
