package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whether anybody still needs a journal: its mark says that the ledger has all of it. A mark counts
 * for the very journal that it was made for, as it was then; one that a kill left beside another
 * journal, or that records have come in after, is no mark. Any thread.
 */
public final class Finished {
  private static final String NAME = "finished";

  private final Path directory;
  private final UUID journal;
  private volatile @Nullable Mark mark;

  /**
   * What stands in the file.
   *
   * @param lastSeq of the journal's stream
   * @param historyId of the ledger that has all of it
   */
  record Mark(UUID journal, long lastSeq, String historyId, Instant since) {
    boolean isOf(UUID id, JournalContents contents) {
      return id.equals(journal) && lastSeq == contents.lastSeq() && contents.open().isEmpty();
    }
  }

  private Finished(Path directory, UUID journal, @Nullable Mark mark) {
    this.directory = directory;
    this.journal = journal;
    this.mark = mark;
  }

  /** A mark that is not this journal's is removed. */
  static Finished of(Path directory, UUID journal, JournalContents contents) throws IOException {
    var mark = read(directory);
    boolean counts = mark != null && mark.isOf(journal, contents);
    var finished = new Finished(directory, journal, counts ? mark : null);
    if (!counts) {
      finished.remove();
    }
    return finished;
  }

  /** Whether a directory's mark is that of the journal in it. */
  static boolean marks(Path directory, UUID journal, JournalContents contents) throws IOException {
    var mark = read(directory);
    return mark != null && mark.isOf(journal, contents);
  }

  /** Null if there is none, or a damaged one. */
  private static @Nullable Mark read(Path directory) throws IOException {
    try {
      return JsonMapper.shared().readValue(Files.readAllBytes(file(directory)), Mark.class);
    } catch (NoSuchFileException | JacksonException no) {
      return null;
    }
  }

  static Path file(Path directory) {
    return directory.resolve(NAME);
  }

  /** Under which history the ledger has all of the journal; null if somebody needs it. */
  public @Nullable String under() {
    var now = mark;
    return now == null ? null : now.historyId();
  }

  boolean isOver(Duration retention, Instant now) {
    var current = mark;
    return current != null && !current.since().plus(retention).isAfter(now);
  }

  /** Nobody needs the journal any more. Under the same history the first time counts. */
  public void set(String historyId, long lastSeq, Instant now) throws IOException {
    if (historyId.equals(under())) {
      return;
    }
    var next = new Mark(journal, lastSeq, historyId, now);
    var unfinished = directory.resolve(NAME + ".new");
    Files.write(unfinished, JsonMapper.shared().writeValueAsBytes(next));
    Files.move(unfinished, file(directory), StandardCopyOption.ATOMIC_MOVE);
    mark = next;
  }

  /** Somebody needs it again. To be called before what makes it so. */
  public void remove() throws IOException {
    Files.deleteIfExists(file(directory));
    mark = null;
  }
}
