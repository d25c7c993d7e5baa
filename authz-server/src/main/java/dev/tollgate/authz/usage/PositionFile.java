package dev.tollgate.authz.usage;

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
 * Keeps the position over a restart. What stands in it may be older than the truth, never newer, so
 * it needs no flush to the disk; a missing or damaged file means that everything is read again.
 */
final class PositionFile {
  private static final Logger log = LoggerFactory.getLogger(PositionFile.class);

  private final Path path;
  private final Path fresh;
  private final ObjectMapper json = JsonMapper.shared();

  PositionFile(Path stateDirectory) {
    path = stateDirectory.resolve("position.json");
    fresh = stateDirectory.resolve("position.json.new");
  }

  LogPosition load() throws IOException {
    try {
      var position = json.readValue(Files.readAllBytes(path), LogPosition.class);
      return position == null ? LogPosition.START : position;
    } catch (NoSuchFileException first) {
      return LogPosition.START;
    } catch (JacksonException | IllegalArgumentException | NullPointerException damaged) {
      log.warn(
          "{} is damaged: reading the usage log from its start; lines repeat harmlessly", path);
      return LogPosition.START;
    }
  }

  void store(LogPosition position) throws IOException {
    Files.write(fresh, json.writeValueAsBytes(position));
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
  }
}
