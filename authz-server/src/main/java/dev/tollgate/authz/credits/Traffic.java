package dev.tollgate.authz.credits;

/**
 * What went by of a request, whatever the provider said of it.
 *
 * @param stream whether the answer was to come in events
 * @param requestBytes of the request's body
 * @param answerBytes of the answer's body, as far as it came
 * @param outputTold whether the provider's counts, if there are any, include the output
 * @param cut whether the answer ended before it was whole
 * @param failed whether the provider failed before there was any output
 */
public record Traffic(
    boolean stream,
    long requestBytes,
    long answerBytes,
    boolean outputTold,
    boolean cut,
    boolean failed) {
  /** Nothing is known but the status. */
  static Traffic unknown(int status) {
    return new Traffic(false, 0, 0, true, false, status >= 400);
  }
}
