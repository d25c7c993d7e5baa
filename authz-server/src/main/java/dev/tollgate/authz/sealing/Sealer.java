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
 * data key that is new each time; the place is its associated data. Any thread; where a service
 * keeps the key-encryption key, each call asks it and blocks, for seconds at most.
 */
public final class Sealer {
  private final KeyEncryptionKey primary;
  private final Map<String, KeyEncryptionKey> keys = new HashMap<>();

  /**
   * @param keys one at least; the first seals, each opens what it has sealed
   */
  Sealer(List<KeyEncryptionKey> keys) {
    try {
      AeadConfig.register(); // repeating it changes nothing
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("envelopes cannot be made", e);
    }
    keys.forEach(key -> this.keys.put(key.id(), key));
    this.primary = keys.getFirst();
  }

  private static Aead envelope(KeyEncryptionKey key, Place place) throws GeneralSecurityException {
    return KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, key.wrapping(place));
  }

  /** Id of the key that seals. */
  public String primary() {
    return primary.id();
  }

  /** Ids of the keys that open. */
  public Set<String> keys() {
    return Set.copyOf(keys.keySet());
  }

  /** Whether {@link #open} answers without asking anyone. */
  public boolean opensAtOnce(Sealed sealed) {
    var key = keys.get(sealed.key());
    return key == null || !key.kept();
  }

  /**
   * Encrypts a secret for a place, under the primary key.
   *
   * @throws KeyUnavailableException if the key-encryption key cannot be used now
   */
  public Sealed seal(Secret secret, Place place) {
    try {
      var envelope = envelope(primary, place);
      return new Sealed(primary.id(), envelope.encrypt(secret.bytes(), place.associatedData()));
    } catch (KeyServiceException e) {
      throw new KeyUnavailableException(primary.id(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a secret cannot be sealed", e);
    }
  }

  /**
   * Decrypts what was sealed for this very place.
   *
   * @throws UnreadableException if its key-encryption key is not here, or it was sealed for another
   *     place, with another key, or is damaged; or, for now, if the key-encryption key cannot be
   *     used
   */
  public Secret open(Sealed sealed, Place place) throws UnreadableException {
    var key = keys.get(sealed.key());
    if (key == null) {
      throw new UnreadableException(
          "encryption.keys does not have the key-encryption key "
              + sealed.key()
              + ", which it was sealed with");
    }
    try {
      return Secret.of(envelope(key, place).decrypt(sealed.ciphertext(), place.associatedData()));
    } catch (KeyServiceException e) {
      throw new UnreadableException(
          "the key-encryption key %s cannot be used now: %s".formatted(key.id(), e.getMessage()),
          e);
    } catch (GeneralSecurityException e) {
      throw new UnreadableException(
          "it does not open with the key-encryption key "
              + key.id()
              + ": it was moved here from another row, or it is damaged",
          e);
    }
  }
}
