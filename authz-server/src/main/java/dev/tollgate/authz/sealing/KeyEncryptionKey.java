package dev.tollgate.authz.sealing;

import com.google.crypto.tink.Aead;

/**
 * What data keys are wrapped with. Where it is kept decides whether a stolen database is worth
 * anything: in a file, or in a service that never gives it out.
 *
 * @param id names it without telling it; no two keys have the same
 * @param wrapping encrypts and decrypts data keys; any thread, and may block
 */
record KeyEncryptionKey(String id, Aead wrapping) {}
