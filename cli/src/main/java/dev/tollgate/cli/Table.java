package dev.tollgate.cli;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Aligned columns under a heading. */
final class Table {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** One cell for each column; an empty one shows as a dash. */
  void row(Object... cells) {
    var row = new ArrayList<String>();
    for (var cell : cells) {
      var text = printable(String.valueOf(cell));
      row.add(text.isEmpty() ? "-" : text);
    }
    rows.add(row);
  }

  @Override
  public String toString() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var lines = new ArrayList<String>();
    for (var row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).repeat(" ", widths[i] - row.get(i).length()).append(GAP);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }

  /** Text from elsewhere must not steer the terminal. */
  static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }

  /** To the second, in UTC. */
  static String time(long millis) {
    return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** To the second, in UTC; empty if it is absent. */
  static String time(boolean present, Timestamp time) {
    return present
        ? Instant.ofEpochSecond(time.getSeconds()).truncatedTo(ChronoUnit.SECONDS).toString()
        : "";
  }
}
