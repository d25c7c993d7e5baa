package dev.tollgate.authz.check;

/** JSON strings. */
final class JsonText {
  private static final String HEX = "0123456789abcdef";
  private static final char REPLACEMENT = '\ufffd';

  private JsonText() {}

  /**
   * Appends a string with its quotes. The result is ASCII whatever the text holds, so that it is
   * safe in a body, a header and a log line; a half of a surrogate pair alone is replaced.
   */
  static void append(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c >= ' ' && c <= '~') {
        json.append(c);
      } else {
        escape(json, alone(text, i) ? REPLACEMENT : c);
      }
    }
    json.append('"');
  }

  private static boolean alone(String text, int i) {
    char c = text.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
  }

  private static void escape(StringBuilder json, char c) {
    json.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      json.append(HEX.charAt((c >> shift) & 0xf));
    }
  }
}
