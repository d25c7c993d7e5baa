package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.authn.HeaderLookup;
import dev.tollgate.authz.authn.Line;
import dev.tollgate.authz.authn.Permissions;
import dev.tollgate.authz.authn.Principal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * For whom a request is made: the key's own user, or the one whom a service names, if its key may.
 * Who pays does not depend on it.
 */
final class OnBehalf {
  /** As clients send it. */
  static final String CLIENTS_HEADER = "x-user-id";

  static final String PROBLEM =
      "The header x-user-id must name a user in 1 to 255 characters of UTF-8, none of them control"
          + " characters. Correct it or leave it out.";
  private static final int CHARACTERS_MAX = 255;

  private OnBehalf() {}

  /**
   * The user; empty for the key of an organization itself. What is said by a caller that may not is
   * not looked at.
   *
   * @return null if the caller may name somebody, and what it says can be nobody's name
   */
  static @Nullable String user(Principal principal, HeaderLookup headers) {
    if (principal.serviceName().isEmpty()) {
      return principal.userId();
    }
    var claims = headers.all(EnvoyHeaders.CLAIMED_USER);
    if (claims.isEmpty() || !Permissions.cover(principal.permissions(), Permissions.ON_BEHALF)) {
      return principal.userId();
    }
    return claims.size() == 1 ? name(claims.getFirst()) : null;
  }

  /** Headers are bytes, here each a character; names are UTF-8. */
  private static @Nullable String name(String header) {
    try {
      var bytes = ByteBuffer.wrap(header.getBytes(ISO_8859_1));
      var name = UTF_8.newDecoder().decode(bytes).toString();
      return name.isBlank() || !Line.fits(name, CHARACTERS_MAX) ? null : name;
    } catch (CharacterCodingException noUtf8) {
      return null;
    }
  }
}
