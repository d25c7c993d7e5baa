package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that {@link Rotation} gave an old name: which of them nobody needs any more. Those that
 * somebody else named are left alone.
 */
final class OldLogs {
  private static final Logger log = LoggerFactory.getLogger(OldLogs.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path path;
  private final Pattern name;
  private final Duration retention;
  private final InstantSource clock;
  private final LogEvents events;

  /**
   * @param retention how long a file stays after its last line was written
   */
  OldLogs(Path path, Duration retention, InstantSource clock, LogEvents events) {
    this.path = path;
    this.name = names(path.getFileName().toString());
    this.retention = retention;
    this.clock = clock;
    this.events = events;
  }

  /** Which names a log gets that is called so. */
  static Pattern names(String log) {
    return Pattern.compile(Pattern.quote(log + ".") + "\\d{8}T\\d{6}\\.\\d{3}Z");
  }

  /** The name that a log gets which is rotated now. */
  Path nameNow() {
    return path.resolveSibling(path.getFileName() + "." + STAMP.format(clock.instant()));
  }

  /**
   * Deletes what is older than it need be.
   *
   * @param settled the file before which every file is settled, and kept so over a restart
   */
  void deleteOld(String settled) throws IOException {
    var kept = clock.instant().minus(retention);
    for (var file : settledBefore(settled)) {
      if (modified(file).isBefore(kept)) {
        delete(file);
      }
    }
  }

  /** Deletes the oldest one that is settled, whatever its age; false if there is none. */
  boolean deleteOldest(String settled) {
    try {
      var oldest = settledBefore(settled).stream().findFirst();
      if (oldest.isPresent()) {
        delete(oldest.get());
        return true;
      }
    } catch (IOException e) {
      events.failed();
      log.warn("An old usage log cannot be deleted to make room: {}", e.toString());
    }
    return false;
  }

  private List<Path> settledBefore(String settled) throws IOException {
    return LogFile.before(path, settled).stream()
        .filter(file -> name.matcher(file.getFileName().toString()).matches())
        .toList();
  }

  private void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
    events.deleted();
    log.info("{} is settled and deleted", file);
  }

  private static Instant modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toInstant();
  }
}
