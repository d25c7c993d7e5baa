package dev.tollgate.authz.check;

import org.jspecify.annotations.Nullable;

/**
 * The members of a body that decide its price, of the right type and in range.
 *
 * @param outputTokensMax the client's own limit of one answer; null if it set none
 * @param choices how many answers are asked for, of all prompts together, 1 or more
 * @param refs whether the body points at more input than it holds
 * @param tools whether it offers tools to the model
 * @param picture what is wanted of an image
 * @param characters of a text that is to be read out
 * @param usageAsked whether the client itself asks for the usage event of a stream
 */
record MeteredBody(
    String model,
    boolean stream,
    boolean usageAsked,
    @Nullable Long outputTokensMax,
    long choices,
    boolean refs,
    boolean tools,
    Picture picture,
    long characters)
    implements BodyReading {
  /** Of whatever is neither image nor speech. */
  MeteredBody(
      String model,
      boolean stream,
      boolean usageAsked,
      @Nullable Long outputTokensMax,
      long choices,
      boolean refs,
      boolean tools) {
    this(model, stream, usageAsked, outputTokensMax, choices, refs, tools, Picture.ANY, 0);
  }
}
