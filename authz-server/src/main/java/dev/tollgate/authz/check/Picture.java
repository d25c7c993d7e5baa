package dev.tollgate.authz.check;

/**
 * How an image is wanted, as the client said it; empty where it said nothing.
 *
 * @param size such as {@code 1024x1024}
 */
record Picture(String size, String quality) {
  static final Picture ANY = new Picture("", "");
}
