package dev.tollgate.authz.sealing;

import com.google.crypto.tink.Aead;

/**
 * What data keys are wrapped with. Where it is kept decides whether a stolen database is worth
 * anything: in a file, or in a service that never gives it out.
 */
interface KeyEncryptionKey {
  /** Names it without telling it, in at most 64 characters; no two keys have the same. */
  String id();

  /** Whether a service keeps it, which has to be asked, and may be slow or silent. */
  boolean kept();

  /**
   * Encrypts and decrypts data keys of what stands in a place. Any thread. Of a key that is kept
   * elsewhere it blocks, for seconds at most, and throws {@link KeyServiceException} where nothing
   * is known of the data key because the service gave no answer.
   */
  Aead wrapping(Place place);
}
