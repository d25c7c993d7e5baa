package dev.tollgate.authz.authn;

/** Text that stays on one line, as names of users and accounts must. */
public final class Line {
  private Line() {}

  /** Whether it has no more characters than this, and none that begins another line. */
  public static boolean fits(String text, int charactersMax) {
    return text.length() <= charactersMax && text.chars().noneMatch(Line::breaks);
  }

  /** Control characters, and the separators that the ledger takes in no account's name either. */
  private static boolean breaks(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
