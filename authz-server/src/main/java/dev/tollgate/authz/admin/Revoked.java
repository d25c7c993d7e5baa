package dev.tollgate.authz.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What ended a key, a user or an organization.
 *
 * @param kind of the subject, as the change log names it
 * @param subject its id
 * @param organizationId whose it is
 * @param effect the status that it has since, or {@code active}
 * @param at null if nobody recorded it
 * @param by empty if nobody recorded it
 */
record Revoked(
    String kind,
    String subject,
    String organizationId,
    String effect,
    @Nullable Instant at,
    String by,
    String reason) {
  /**
   * The change that did it.
   *
   * @param n its number
   */
  record Change(long n, Instant committedAt) {}
}
