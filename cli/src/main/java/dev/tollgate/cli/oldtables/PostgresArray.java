package dev.tollgate.cli.oldtables;

import java.util.ArrayList;
import java.util.List;

/** An array of texts as PostgreSQL writes it: {@code {a,"b, c"}}. */
final class PostgresArray {
  private PostgresArray() {}

  /**
   * @throws IllegalArgumentException if it is none, or has a null or another array in it
   */
  static List<String> texts(String literal) {
    require(literal.length() >= 2 && literal.startsWith("{") && literal.endsWith("}"));
    var texts = new ArrayList<String>();
    int end = literal.length() - 1;
    int at = 1;
    while (at < end) {
      var text = new StringBuilder();
      boolean quoted = literal.charAt(at) == '"';
      at = quoted ? quoted(literal, at + 1, end, text) : plain(literal, at, end, text);
      require(quoted || (text.length() > 0 && !text.toString().equalsIgnoreCase("null")));
      texts.add(text.toString());
      require(at == end || (literal.charAt(at) == ',' && at + 1 < end));
      at++;
    }
    return texts;
  }

  private static int plain(String literal, int start, int end, StringBuilder text) {
    int at = start;
    while (at < end && literal.charAt(at) != ',') {
      require("{}\"\\".indexOf(literal.charAt(at)) < 0);
      text.append(literal.charAt(at++));
    }
    return at;
  }

  /** Returns where the closing quote was passed. */
  private static int quoted(String literal, int start, int end, StringBuilder text) {
    int at = start;
    while (at < end && literal.charAt(at) != '"') {
      at += literal.charAt(at) == '\\' ? 1 : 0;
      require(at < end);
      text.append(literal.charAt(at++));
    }
    require(at < end);
    return at + 1;
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("no array of texts");
    }
  }
}
