package dev.tollgate.authz.usage;

/**
 * What is to be expected of the answers of an endpoint, as far as that decides how counts are read.
 */
enum AnswerShape {
  /** Input and output; the model is named with the first output. */
  USUAL,
  /** There is no output: input alone is complete. */
  INPUT_ALONE,
  /** The model is named before there is any output, whose items are numbered. */
  RESPONSES;

  static AnswerShape of(String path) {
    if (path.endsWith("/embeddings")) {
      return INPUT_ALONE;
    }
    return path.endsWith("/responses") ? RESPONSES : USUAL;
  }
}
