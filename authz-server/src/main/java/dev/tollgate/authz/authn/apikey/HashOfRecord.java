package dev.tollgate.authz.authn.apikey;

import java.util.regex.Pattern;
import org.mindrot.jbcrypt.BCrypt;

/** The bcrypt hash that is kept of a key, so that a lost pepper forces no new keys out. */
final class HashOfRecord {
  /** A higher cost than ours by a little is bearable; one of 31 would hold the door for days. */
  private static final Pattern FORM =
      Pattern.compile("\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53}");

  private static final String UNDERSTOOD = "$2a";

  private HashOfRecord() {}

  /**
   * Whether the hash is of this key; false for a hash that is corrupt. Slow: to be called behind
   * {@link BcryptDoor} only.
   */
  static boolean matches(String key, String hash) {
    // Of $2a$, $2b$ and $2y$ the library reads the first. For ASCII they are the same.
    return FORM.matcher(hash).matches()
        && BCrypt.checkpw(key, UNDERSTOOD + hash.substring(UNDERSTOOD.length()));
  }
}
