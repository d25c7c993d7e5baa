package dev.tollgate.authz.admin;

import dev.tollgate.authz.authn.apikey.BcryptDoor;
import dev.tollgate.authz.authn.apikey.HashOfRecord;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.grpc.GrpcErrors;
import java.security.SecureRandom;
import org.mindrot.jbcrypt.BCrypt;

/** Hashes of record of new keys. */
final class KeyHashes {
  private static final int BCRYPT_COST = 12;

  private final BcryptDoor door;
  private final SecureRandom random;

  KeyHashes(BcryptDoor door, SecureRandom random) {
    this.door = door;
    this.random = random;
  }

  /** Throws UNAVAILABLE if too many are being computed. */
  String of(KeyForm form, String key) {
    return form.equals(KeyForm.USER) ? bcrypt(key) : HashOfRecord.sha256(key);
  }

  private String bcrypt(String key) {
    return door.through(() -> BCrypt.hashpw(key, BCrypt.gensalt(BCRYPT_COST, random)))
        .orElseThrow(
            () -> GrpcErrors.unavailable("too many keys are being made at once: try again"));
  }
}
