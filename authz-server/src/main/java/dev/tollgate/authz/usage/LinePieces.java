package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.usage.LinePiece.Understood;
import dev.tollgate.authz.usage.LinePiece.Unreadable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
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
  /** A line of Envoy's holds two objects: room for several lines, and a bound on the work. */
  private static final int STARTS_MAX = 16;

  private static final int RESERVATIONS_MAX = 64;

  private static final Pattern RESERVATION =
      Pattern.compile("[{,]\"reservation\":\"([0-9a-f-]{1,64})\"");

  private final UsageLineParser parser = new UsageLineParser();

  /** In the order in which they were written; never empty. */
  List<LinePiece> of(byte[] line) {
    var whole = judge(line);
    return whole instanceof Understood ? List.of(whole) : apart(line);
  }

  /** A line longer than a line may be: only its beginning was read. */
  static Unreadable overlong(byte[] beginning) {
    return new Unreadable(
        Defect.OVERLONG, "longer than a line may be", reservations(beginning), beginning);
  }

  private LinePiece judge(byte[] bytes) {
    try {
      return new Understood(parser.parse(bytes), bytes);
    } catch (UnreadableLineException unreadable) {
      return new Unreadable(unreadable.defect(), unreadable.reason(), reservations(bytes), bytes);
    }
  }

  /** Every object that is a line, and what stands between them. */
  private List<LinePiece> apart(byte[] line) {
    var pieces = new ArrayList<LinePiece>();
    var starts = starts(line);
    int done = 0;
    for (int start : starts) {
      var found = start < done ? null : from(line, start, starts);
      if (found != null) {
        addUnreadable(pieces, line, done, start);
        pieces.add(found);
        done = start + found.bytes().length;
      }
    }
    addUnreadable(pieces, line, done, line.length);
    return List.copyOf(pieces);
  }

  /** The line that begins here; it ends where another begins, or with everything. */
  private @Nullable Understood from(byte[] line, int start, List<Integer> starts) {
    var ends = new ArrayList<>(starts);
    ends.add(line.length);
    for (int end : ends) {
      if (end > start
          && judge(Arrays.copyOfRange(line, start, end)) instanceof Understood understood) {
        return understood;
      }
    }
    return null;
  }

  private void addUnreadable(List<LinePiece> pieces, byte[] line, int from, int to) {
    if (to > from) {
      pieces.add(judge(Arrays.copyOfRange(line, from, to)));
    }
  }

  /** Where an object may begin: the last ones, if there are many. */
  private static List<Integer> starts(byte[] line) {
    var starts = new ArrayDeque<Integer>();
    for (int i = 0; i + 1 < line.length; i++) {
      if (line[i] == '{' && line[i + 1] == '"') {
        starts.addLast(i);
        if (starts.size() > STARTS_MAX) {
          starts.removeFirst();
        }
      }
    }
    return List.copyOf(starts);
  }

  private static List<ReservationId> reservations(byte[] bytes) {
    var found = new ArrayList<ReservationId>();
    var matcher = RESERVATION.matcher(new String(bytes, ISO_8859_1));
    while (matcher.find() && found.size() < RESERVATIONS_MAX) {
      var reservation = ReservationId.parse(matcher.group(1));
      if (reservation != null) {
        found.add(reservation);
      }
    }
    return List.copyOf(found);
  }
}
