package dev.tollgate.authz.authn;

import dev.tollgate.authz.authn.Authentication.Refusal;

/** What {@link CredentialReader} found in a request. */
public sealed interface CredentialReading {
  /**
   * Exactly one credential, in a place where credentials belong. Nothing is known of it yet; it
   * holds printable ASCII without blanks only.
   */
  record Found(String credential) implements CredentialReading {
    /** The credential never reaches a log by way of this record. */
    @Override
    public String toString() {
      return "Found[credential=***]";
    }
  }

  /** No credential, or none that counts. */
  record Refused(Refusal reason) implements CredentialReading {}
}
