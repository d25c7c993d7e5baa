package dev.tollgate.authz.sealing;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.tollgate.kit.config.Secret;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Encrypts secrets for their places in the database, and decrypts them there. AES-256-GCM under a
 * data key that is new each time; the place is its associated data. Any thread; it blocks where a
 * key-encryption key is kept elsewhere.
 */
public final class Sealer {
  private final String primary;
  private final Aead sealing;

  /** By the id of the key-encryption key. */
  private final Map<String, Aead> envelopes = new HashMap<>();

  /**
   * @param keys one at least; the first seals, each opens what it has sealed
   */
  Sealer(List<KeyEncryptionKey> keys) {
    keys.forEach(key -> envelopes.put(key.id(), envelope(key)));
    this.primary = keys.getFirst().id();
    this.sealing = envelope(keys.getFirst());
  }

  private static Aead envelope(KeyEncryptionKey key) {
    try {
      AeadConfig.register(); // repeating it changes nothing
      return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, key.wrapping());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("envelopes cannot be made", e);
    }
  }

  /** Id of the key that seals. */
  public String primary() {
    return primary;
  }

  /** Ids of the keys that open. */
  public Set<String> keys() {
    return Set.copyOf(envelopes.keySet());
  }

  /**
   * Encrypts a secret for a place, under the primary key.
   *
   * @throws IllegalStateException if the key-encryption key cannot be used now
   */
  public Sealed seal(Secret secret, Place place) {
    try {
      return new Sealed(primary, sealing.encrypt(secret.bytes(), place.associatedData()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the key-encryption key " + primary + " cannot be used now", e);
    }
  }

  /**
   * Decrypts what was sealed for this very place.
   *
   * @throws UnreadableException if its key-encryption key is not here, or it was sealed for another
   *     place, with another key, or is damaged
   */
  public Secret open(Sealed sealed, Place place) throws UnreadableException {
    var envelope = envelopes.get(sealed.key());
    if (envelope == null) {
      throw new UnreadableException(
          "encryption.keys does not have the key-encryption key "
              + sealed.key()
              + ", which it was sealed with");
    }
    try {
      return Secret.of(envelope.decrypt(sealed.ciphertext(), place.associatedData()));
    } catch (GeneralSecurityException e) {
      throw new UnreadableException(
          "it does not open with the key-encryption key "
              + sealed.key()
              + ": it was moved here from another row, or it is damaged",
          e);
    }
  }
}
