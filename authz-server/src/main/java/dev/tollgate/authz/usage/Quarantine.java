package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.usage.LinePiece.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Keeps what could not be understood, byte for byte, for a person to look at. */
final class Quarantine {
  private static final long BYTES_MAX = 64L << 20;
  private static final int RESERVATIONS_MAX = 100_000;
  private static final Pattern RESERVATION = Pattern.compile("\\d{1,7}-[0-9a-f]{32}-\\d{1,19}");

  private final SideFile file;
  private final InstantSource clock;

  Quarantine(Path stateDirectory, InstantSource clock) {
    file = new SideFile(stateDirectory.resolve("quarantine.jsonl"), BYTES_MAX);
    this.clock = clock;
  }

  /** False if there is no room. */
  boolean keep(Unreadable piece) throws IOException {
    var names = new ArrayList<String>();
    piece.reservations().forEach(reservation -> names.add("\"" + reservation + "\""));
    var line =
        "{\"time\":\"%s\",\"defect\":\"%s\",\"reason\":\"%s\",\"reservations\":%s,\"base64\":\"%s\"}\n"
            .formatted(
                clock.instant(),
                piece.defect().label(),
                piece.reason(),
                names,
                Base64.getEncoder().encodeToString(piece.bytes()));
    return file.append(line.getBytes(UTF_8));
  }

  /** Whose lines are kept here: those of the last runs too. */
  Set<ReservationId> reservations() throws IOException {
    var found = new LinkedHashSet<ReservationId>();
    try (var lines = Files.lines(file.path())) {
      lines.forEach(line -> found.addAll(named(line)));
    } catch (NoSuchFileException none) {
      return Set.of();
    }
    return found;
  }

  private static List<ReservationId> named(String line) {
    int end = line.indexOf("\"base64\"");
    var matcher = RESERVATION.matcher(end < 0 ? "" : line.substring(0, end));
    var found = new ArrayList<ReservationId>();
    while (matcher.find() && found.size() < RESERVATIONS_MAX) {
      var reservation = ReservationId.parse(matcher.group());
      if (reservation != null) {
        found.add(reservation);
      }
    }
    return found;
  }
}
