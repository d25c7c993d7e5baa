package dev.tollgate.authz.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How far {@code foreign.jsonl} is forwarded, over a restart. May lag, never leads: what is
 * forwarded again changes nothing.
 *
 * @param historyId of the ledger that has it
 */
record ForeignPosition(long offset, String historyId) {
  private static final ForeignPosition START = new ForeignPosition(0, "");
  private static final String NAME = "foreign-position.json";

  static ForeignPosition load(Path stateDirectory) throws IOException {
    try {
      var bytes = Files.readAllBytes(stateDirectory.resolve(NAME));
      var position = JsonMapper.shared().readValue(bytes, ForeignPosition.class);
      return position == null || position.offset < 0 || position.historyId == null
          ? START
          : position;
    } catch (NoSuchFileException | JacksonException none) {
      return START;
    }
  }

  void store(Path stateDirectory) throws IOException {
    var fresh = stateDirectory.resolve(NAME + ".new");
    Files.write(fresh, JsonMapper.shared().writeValueAsBytes(this));
    Files.move(fresh, stateDirectory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }
}
