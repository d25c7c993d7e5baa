package dev.tollgate.authz.credits;

import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names one reservation for ever.
 *
 * @param day the day of admission in UTC, in days since 1970-01-01
 * @param replica the journal's id
 * @param n its number within the journal
 */
public record ReservationId(int day, UUID replica, long n) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,7})-([0-9a-f]{32})-(\\d{1,19})");
  private static final int TEXT_CHARACTERS_MAX = 60;

  /** Reads what {@link #toString} wrote; null if the text is nothing of that kind. */
  public static @Nullable ReservationId parse(String text) {
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      return null;
    }
    var hex = match.group(2);
    var replica =
        new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    try {
      return new ReservationId(
          Integer.parseInt(match.group(1)), replica, Long.parseLong(match.group(3)));
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  /** {@code <day>-<32 hex digits>-<n>}. */
  @Override
  public String toString() {
    var text = new StringBuilder(TEXT_CHARACTERS_MAX).append(day).append('-');
    var groups = replica.toString(); // of 8, 4, 4, 4 and 12 digits, with a dash between them
    text.append(groups, 0, 8).append(groups, 9, 13).append(groups, 14, 18);
    text.append(groups, 19, 23).append(groups, 24, 36);
    return text.append('-').append(n).toString();
  }
}
