package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log from line to line, also when it is replaced. A line is given until it is taken; a
 * line without its end waits, unless its file will not grow any more. One thread.
 *
 * <p>A file is left only when all of it is taken and the file that follows it has its first line:
 * until then a writer may still hold the old one open.
 */
public final class LogTail implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LogTail.class);

  private static final int BUFFER_BYTES = 65_536;

  /**
   * A line of the log.
   *
   * @param overlong whether these are only its first bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Line(byte[] bytes, boolean overlong) {}

  /** A place in the log: everything written before it was known. */
  public record Mark(int file, long offset) {}

  private final Path path;
  private final int lineBytesMax;
  private final Runnable replaced;
  private LogPosition kept;
  private @Nullable LogFile file;
  private int files;
  private boolean lastLook;
  private boolean ending;

  private byte[] buffer;
  private int start;
  private int end;
  private int searched;
  private long offset;
  private boolean skipping;
  private int given;
  private boolean givenOverlong;

  /**
   * Opens nothing yet.
   *
   * @param kept where to go on
   * @param replaced told whenever a file is left for another or read from its start again
   */
  public LogTail(Path path, LogPosition kept, int lineBytesMax, Runnable replaced) {
    this.path = path;
    this.kept = kept;
    this.lineBytesMax = lineBytesMax;
    this.replaced = replaced;
    buffer = new byte[Math.min(BUFFER_BYTES, lineBytesMax)];
  }

  /** The next line; null if there is none now. The same one until {@link #taken}. */
  public @Nullable Line next() throws IOException {
    while (file != null || open()) {
      int newline = newline();
      if (newline >= 0) {
        if (!skipping && newline > start) {
          return give(newline, newline + 1, false);
        }
        drop(newline + 1);
        skipping = false;
      } else if (end - start >= lineBytesMax) {
        if (!skipping) {
          return give(end, end, true);
        }
        drop(end);
      } else if (!fill()) {
        if (ending && end > start && !skipping) {
          return give(end, end, false);
        }
        if (!follow()) {
          return null;
        }
      }
    }
    return null;
  }

  /** The line that was given last is done. */
  public void taken() {
    drop(given);
    skipping = givenOverlong;
  }

  /** True if nothing stands in the log that was not taken, as far as was looked. */
  public boolean atEnd() {
    return file != null && end == start && !skipping;
  }

  /** Bytes that are not taken yet. */
  public long behind() throws IOException {
    return file == null ? 0 : Math.max(0, file.size() - offset);
  }

  /** Of the file being read, the bytes that are taken. */
  public long offset() {
    return offset;
  }

  /** Which file is being read; empty before there is one. */
  public String reading() {
    return file == null ? "" : file.key();
  }

  /** The log's end as it is now; null while the file being read is not the newest one. */
  public @Nullable Mark mark() throws IOException {
    var current = file;
    boolean newest = current != null && newer(current) == null;
    return newest && current != null ? new Mark(files, current.size()) : null;
  }

  /** True if all whole lines before the mark are taken. */
  public boolean reached(Mark mark) {
    long done = newline() < 0 ? offset + (end - start) : offset;
    return files > mark.file() || (files == mark.file() && done >= mark.offset());
  }

  /** How far it is, to go on from. */
  public LogPosition position(Map<String, String> boots) throws IOException {
    if (file == null) {
      return new LogPosition(kept.file(), kept.offset(), kept.check(), boots);
    }
    return new LogPosition(file.key(), offset, file.check(offset), boots);
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  private boolean open() throws IOException {
    var found = kept.file().isEmpty() ? null : LogFile.openRotated(path, kept.file());
    if (found != null && kept.check().equals(checkOf(found))) {
      enter(found, kept.offset());
      return true;
    }
    if (found != null) {
      found.close();
    }
    var first = LogFile.openOldest(path);
    if (first == null) {
      return false;
    }
    if (!kept.file().isEmpty()) {
      log.warn("{} is not the file it was: reading all there is from the start", path);
      replaced.run();
    }
    enter(first, 0);
    return true;
  }

  private String checkOf(LogFile found) throws IOException {
    return found.size() < kept.offset() ? "too short" : found.check(kept.offset());
  }

  private void enter(LogFile entered, long at) {
    file = entered;
    files++;
    offset = at;
    start = 0;
    end = 0;
    searched = 0;
    skipping = false;
    lastLook = false;
    ending = false;
  }

  /** At the end of a file: true if it is worth while to look on. */
  private boolean follow() throws IOException {
    var current = file;
    if (current == null) {
      return false;
    }
    if (ending) {
      var following = LogFile.next(path, current.key());
      var next = following == null ? null : LogFile.open(following);
      if (next == null) {
        return false;
      }
      current.close();
      enter(next, 0);
      replaced.run();
      return true;
    }
    if (current.size() < offset + (end - start)) {
      log.warn("{} became shorter than what was read of it: reading it from its start", path);
      ending = true;
      return true;
    }
    if (lastLook) {
      ending = true;
      return true;
    }
    lastLook = newer(current) != null;
    return lastLook;
  }

  /** The file that followed this one, if something stands in it already. */
  private @Nullable Path newer(LogFile current) throws IOException {
    if (current.key().equals(LogFile.keyOrNull(path))) {
      return null;
    }
    var next = LogFile.next(path, current.key());
    return next != null && Files.size(next) > 0 ? next : null;
  }

  private Line give(int to, int next, boolean overlong) {
    given = next;
    givenOverlong = overlong;
    return new Line(Arrays.copyOfRange(buffer, start, to), overlong);
  }

  private void drop(int to) {
    offset += to - start;
    start = to;
    searched = Math.max(searched, to);
  }

  private int newline() {
    for (; searched < end; searched++) {
      if (buffer[searched] == '\n') {
        return searched;
      }
    }
    return -1;
  }

  private boolean fill() throws IOException {
    makeRoom();
    var into = ByteBuffer.wrap(buffer, end, buffer.length - end);
    var current = file;
    int read = current == null ? -1 : current.read(into, offset + (end - start));
    end += Math.max(read, 0);
    return read > 0;
  }

  private void makeRoom() {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      searched -= start;
      start = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, lineBytesMax));
    }
  }
}
