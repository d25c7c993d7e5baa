package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.usage.LinePiece.Understood;
import dev.tollgate.authz.usage.LinePiece.Unreadable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a line of the file apart. As a rule it is one object. Where a writer died in the middle of
 * a line, the next one went on in the same line: the whole object at its end is found and counts,
 * and what stands before it is judged by itself.
 *
 * <p>Nothing here can be steered by a client: in what a client sent, every quote is escaped.
 */
final class LinePieces {
  /** A line of Envoy's holds two objects; so many starts are more than a few torn ones make. */
  private static final int STARTS_MAX = 64;

  private static final Pattern RESERVATION =
      Pattern.compile("[{,]\"reservation\":\"([0-9a-f-]{1,64})\"");

  private final UsageLineParser parser = new UsageLineParser();

  /** In the order in which they were written; never empty. */
  List<LinePiece> of(byte[] line) {
    Deque<LinePiece> pieces = new ArrayDeque<>();
    byte[] rest = line;
    while (true) {
      var whole = judge(rest);
      var end = whole instanceof Unreadable ? wholeAtTheEnd(rest) : null;
      if (end == null) {
        pieces.addFirst(whole);
        return List.copyOf(pieces);
      }
      pieces.addFirst(end);
      rest = Arrays.copyOf(rest, rest.length - end.bytes().length);
    }
  }

  /** A line longer than a line may be: only its beginning was read. */
  static Unreadable overlong(byte[] beginning) {
    return new Unreadable("longer than a line may be", reservations(beginning), beginning);
  }

  private LinePiece judge(byte[] bytes) {
    try {
      return new Understood(parser.parse(bytes), bytes);
    } catch (UnreadableLineException unreadable) {
      return new Unreadable(unreadable.reason(), reservations(bytes), bytes);
    }
  }

  private @Nullable Understood wholeAtTheEnd(byte[] bytes) {
    int starts = 0;
    for (int i = 1; i + 1 < bytes.length && starts < STARTS_MAX; i++) {
      if (bytes[i] == '{' && bytes[i + 1] == '"') {
        starts++;
        if (judge(Arrays.copyOfRange(bytes, i, bytes.length)) instanceof Understood understood) {
          return understood;
        }
      }
    }
    return null;
  }

  private static List<ReservationId> reservations(byte[] bytes) {
    var found = new ArrayList<ReservationId>();
    var matcher = RESERVATION.matcher(new String(bytes, ISO_8859_1));
    while (matcher.find() && found.size() < STARTS_MAX) {
      var reservation = ReservationId.parse(matcher.group(1));
      if (reservation != null) {
        found.add(reservation);
      }
    }
    return List.copyOf(found);
  }
}
