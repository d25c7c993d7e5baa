package dev.tollgate.authz.authn;

import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.CredentialReading.Found;
import dev.tollgate.authz.authn.CredentialReading.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the one credential of a request. SDKs send it under four names, some under two at once: the
 * same credential twice is one credential, two different ones are none. Pure; any thread.
 */
public final class CredentialReader {
  private static final int CREDENTIAL_CHARACTERS_MAX = 8192; // room for a token, not for an attack
  private static final String BEARER = "bearer";
  private static final List<String> KEY_HEADERS = List.of("x-api-key", "api-key", "x-goog-api-key");

  private CredentialReader() {}

  /**
   * Reads the credential.
   *
   * @param pathWithQuery the path as the client sent it, with the query: a key in it is refused
   *     whatever the headers say, because URLs end up in logs, as user agents do
   */
  public static CredentialReading read(HeaderLookup headers, String pathWithQuery) {
    if (UrlCredentials.in(pathWithQuery) || inUserAgent(headers)) {
      return new Refused(Refusal.IN_URL);
    }
    String found = null;
    var authorization = headers.all("authorization");
    if (!authorization.isEmpty()) {
      var value = authorization.getFirst();
      if (repeated(authorization)) {
        return new Refused(Refusal.CONFLICTING);
      }
      found = withoutScheme(value);
    }
    for (int i = 0; i < KEY_HEADERS.size(); i++) {
      var values = headers.all(KEY_HEADERS.get(i));
      if (values.isEmpty()) {
        continue;
      }
      var value = values.getFirst().strip();
      if (repeated(values) || (found != null && !found.equals(value))) {
        return new Refused(Refusal.CONFLICTING);
      }
      found = value;
    }
    return judge(found);
  }

  /** Whether a part of the text looks like a key: then it must be told to nobody. */
  public static boolean looksLikeKey(String text) {
    return UrlCredentials.shownIn(text);
  }

  private static boolean inUserAgent(HeaderLookup headers) {
    var agents = headers.all("user-agent");
    for (int i = 0; i < agents.size(); i++) {
      if (looksLikeKey(agents.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** A proxy may have joined two headers with a comma, which no credential contains. */
  private static boolean repeated(List<String> values) {
    return values.size() > 1 || values.getFirst().indexOf(',') >= 0;
  }

  /** The token of a bearer header; the whole value under another scheme, which nothing accepts. */
  private static String withoutScheme(String authorization) {
    var value = authorization.strip();
    int length = BEARER.length();
    boolean bearer =
        value.regionMatches(true, 0, BEARER, 0, length)
            && (value.length() == length || value.charAt(length) == ' ');
    return bearer ? value.substring(length).strip() : value;
  }

  private static CredentialReading judge(@Nullable String credential) {
    if (credential == null) {
      return new Refused(Refusal.MISSING);
    }
    return wellFormed(credential) ? new Found(credential) : new Refused(Refusal.MALFORMED);
  }

  private static boolean wellFormed(String credential) {
    if (credential.isEmpty() || credential.length() > CREDENTIAL_CHARACTERS_MAX) {
      return false;
    }
    for (int i = 0; i < credential.length(); i++) {
      char c = credential.charAt(i);
      if (c <= ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }
}
