package dev.tollgate.authz.usage;

import dev.tollgate.authz.usage.log.LogPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keeps a position in a file of lines over a restart. What stands in it may be older than the
 * truth, never newer, so it needs no flush to the disk; a missing or damaged file means that
 * everything is read again.
 *
 * @param <P> a record that refuses impossible values
 */
final class PositionFile<P> {
  private static final Logger log = LoggerFactory.getLogger(PositionFile.class);

  private final Path path;
  private final Path fresh;
  private final Class<P> type;
  private final P start;
  private final ObjectMapper json = JsonMapper.shared();

  private PositionFile(Path path, Class<P> type, P start) {
    this.path = path;
    this.fresh = path.resolveSibling(path.getFileName() + ".new");
    this.type = type;
    this.start = start;
  }

  /** How far the first Envoy's usage log is settled. */
  static PositionFile<LogPosition> ofLog(Path stateDirectory) {
    return new PositionFile<>(
        stateDirectory.resolve("position.json"), LogPosition.class, LogPosition.START);
  }

  /** As the other, of another Envoy's log by its name. */
  static PositionFile<LogPosition> ofLog(Path stateDirectory, String log) {
    return new PositionFile<>(
        stateDirectory.resolve("position-of-" + log + ".json"),
        LogPosition.class,
        LogPosition.START);
  }

  /** How far {@code foreign.jsonl} is forwarded. */
  static PositionFile<ForeignPosition> ofForeign(Path stateDirectory) {
    return new PositionFile<>(
        stateDirectory.resolve("foreign-position.json"),
        ForeignPosition.class,
        ForeignPosition.START);
  }

  P load() throws IOException {
    try {
      var position = json.readValue(Files.readAllBytes(path), type);
      return position == null ? start : position;
    } catch (NoSuchFileException first) {
      return start;
    } catch (JacksonException | IllegalArgumentException | NullPointerException damaged) {
      log.warn("{} is damaged: reading from the start of its file; lines repeat harmlessly", path);
      return start;
    }
  }

  void store(P position) throws IOException {
    Files.write(fresh, json.writeValueAsBytes(position));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
