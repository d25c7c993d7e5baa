package dev.tollgate.authz.authn.apikey;

import java.time.Instant;

/**
 * One row of the change log: something that replicas may remember has changed.
 *
 * @param n its number; numbers have no gaps, and their order is the order of commits
 * @param subject the id of what changed
 * @param at when it was written: with the number it tells this row from one of the same number
 *     after the database went back in time
 */
record Change(long n, Kind kind, String subject, Instant at) {
  enum Kind {
    KEY,
    USER,
    ORGANIZATION,
    PLAN,
    /** An imported key, or a batch of them, was added, indexed or revoked. */
    IMPORT,
    /** A provider's key was stored, sealed anew or removed, or it was switched off or on. */
    PROVIDER_KEY,
    /** Written by a newer release. */
    UNKNOWN
  }
}
