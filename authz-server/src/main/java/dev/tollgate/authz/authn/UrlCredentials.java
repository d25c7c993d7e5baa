package dev.tollgate.authz.authn;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a URL carries a key: under a name that asks for one, or by the look of any part. */
final class UrlCredentials {
  private static final Set<String> NAMES =
      Set.of(
          "key",
          "apikey",
          "accesskey",
          "accesstoken",
          "authtoken",
          "authorization",
          "bearer",
          "bearertoken",
          "token",
          "xapikey",
          "xgoogapikey",
          "subscriptionkey");

  /**
   * Our own forms, and what providers issue. Anywhere: a key in the path is as public as one in the
   * query.
   */
  private static final Pattern OURS =
      Pattern.compile(
          "(?<![A-Za-z0-9])"
              + "(uc_[0-9a-fA-F]{64}|pk_[a-z]{1,16}_[A-Za-z0-9_-]{43}|sk-[A-Za-z0-9_-]{40})");

  private UrlCredentials() {}

  static boolean in(String pathWithQuery) {
    int question = pathWithQuery.indexOf('?');
    if (question < 0 && plain(pathWithQuery)) {
      return false;
    }
    var url = percentDecoded(pathWithQuery);
    return OURS.matcher(url).find()
        || (question >= 0 && named(pathWithQuery.substring(question + 1)));
  }

  /** Whether a part of the text looks like a key, of ours or of a provider. */
  static boolean shownIn(String text) {
    return !plain(text) && OURS.matcher(text).find();
  }

  /** Most paths: nothing that could begin a key, not even in disguise. */
  private static boolean plain(String path) {
    return path.indexOf('%') < 0
        && !path.contains("uc_")
        && !path.contains("pk_")
        && !path.contains("sk-");
  }

  private static boolean named(String query) {
    for (var parameter : query.split("[&;?]", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0 && equals < parameter.length() - 1) {
        var name = percentDecoded(parameter.substring(0, equals)).toLowerCase(Locale.ROOT);
        if (NAMES.contains(name.replace("-", "").replace("_", "").strip())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Each %XX as the character of that number; what is no such escape stays. */
  private static String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%' && i + 2 < text.length()) {
        int high = Character.digit(text.charAt(i + 1), 16);
        int low = Character.digit(text.charAt(i + 2), 16);
        if (high >= 0 && low >= 0) {
          decoded.append((char) (high * 16 + low));
          i += 2;
          continue;
        }
      }
      decoded.append(c);
    }
    return decoded.toString();
  }
}
