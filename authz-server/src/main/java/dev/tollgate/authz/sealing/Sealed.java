package dev.tollgate.authz.sealing;

/**
 * A secret as it is stored.
 *
 * @param key the id of the key-encryption key that opens it
 * @param ciphertext the wrapped data key and what that encrypts; never changed
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Sealed(String key, byte[] ciphertext) {}
