package dev.tollgate.authz.admin;

import java.time.Instant;

/**
 * The last test of a key, as it is written down.
 *
 * @param source {@code database} or {@code environment}
 * @param subject which key it was
 * @param status {@code valid}, {@code invalid} or {@code error}
 * @param httpStatus 0 if there was no answer
 */
record StoredKeyTest(
    String provider,
    String source,
    String subject,
    String status,
    int httpStatus,
    String problem,
    Instant testedAt) {

  /** Whether it was of this very key. */
  boolean isOf(String ofProvider, String ofSource, String ofSubject) {
    return provider.equals(ofProvider) && source.equals(ofSource) && subject.equals(ofSubject);
  }
}
