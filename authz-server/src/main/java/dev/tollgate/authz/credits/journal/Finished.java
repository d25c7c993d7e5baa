package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The mark of a journal that nobody needs any more, and since when. */
record Finished(Path directory) {
  private static final String NAME = "finished";

  Path file() {
    return directory.resolve(NAME);
  }

  /** Since when; null if it is not, or if the mark is damaged. */
  @Nullable Instant since() throws IOException {
    try {
      return Instant.parse(Files.readString(file()));
    } catch (NoSuchFileException | DateTimeException no) {
      return null;
    }
  }

  /** The first time counts. */
  void set(boolean finished, Instant now) throws IOException {
    if (!finished) {
      Files.deleteIfExists(file());
    } else if (since() == null) {
      var unfinished = directory.resolve(NAME + ".new");
      Files.writeString(unfinished, now.toString());
      Files.move(unfinished, file(), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
