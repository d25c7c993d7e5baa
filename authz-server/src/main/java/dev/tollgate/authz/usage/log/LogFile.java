package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One open file of the log. Whatever name it gets later, it stays this file.
 *
 * @param key which file it is, as the system tells files apart
 */
record LogFile(FileChannel channel, String key) implements AutoCloseable {
  private static final int CHECKED_BYTES = 4_096;

  /** Null if there is no such file. */
  static @Nullable LogFile open(Path path) throws IOException {
    try {
      while (true) {
        var before = key(path);
        var channel = FileChannel.open(path, StandardOpenOption.READ);
        if (before.equals(key(path))) {
          return new LogFile(channel, before);
        }
        channel.close(); // It was replaced in between.
      }
    } catch (NoSuchFileException missing) {
      return null;
    }
  }

  /**
   * The file that was the log before the one at this path was, by its key; null if it is gone.
   * Those that rotate a log rename it beside itself.
   */
  static @Nullable LogFile openRotated(Path path, String key) throws IOException {
    for (var sibling : siblings(path)) {
      var file = key.equals(keyOrNull(sibling)) ? open(sibling) : null;
      if (file != null) {
        return file;
      }
    }
    return null;
  }

  /** The oldest file that was the log and is still there; null if there is none. */
  static @Nullable LogFile openOldest(Path path) throws IOException {
    var siblings = siblings(path);
    return siblings.isEmpty() ? null : open(siblings.getFirst());
  }

  /** Of the files that were the log after the one with this key, the oldest; null if none. */
  static @Nullable Path next(Path path, String key) throws IOException {
    boolean past = false;
    for (var sibling : siblings(path)) {
      if (past) {
        return sibling;
      }
      past = key.equals(keyOrNull(sibling));
    }
    return Files.exists(path) ? path : null;
  }

  /** The files that were the log before the one with this key, oldest first; none if it is gone. */
  static List<Path> before(Path path, String key) throws IOException {
    var before = new ArrayList<Path>();
    for (var sibling : siblings(path)) {
      if (key.equals(keyOrNull(sibling))) {
        return before;
      }
      before.add(sibling);
    }
    return List.of();
  }

  /** Which file stands at this path; null if none. */
  static @Nullable String keyOrNull(Path path) throws IOException {
    try {
      return key(path);
    } catch (NoSuchFileException missing) {
      return null;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  int read(ByteBuffer into, long offset) throws IOException {
    return channel.read(into, offset);
  }

  /** Digest of the last bytes before an offset. */
  String check(long offset) throws IOException {
    var bytes = ByteBuffer.allocate((int) Math.min(offset, CHECKED_BYTES));
    long at = offset - bytes.remaining();
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at + bytes.position());
      if (read < 0) {
        return "";
      }
    }
    var crc = new CRC32C();
    crc.update(bytes.flip());
    return Long.toHexString(crc.getValue());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The log under its old names, oldest first, then the log itself. */
  private static List<Path> siblings(Path path) throws IOException {
    var directory = path.toAbsolutePath().getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      return List.of();
    }
    var name = path.getFileName().toString();
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name))
          .filter(file -> Files.isRegularFile(file) && isLog(file, name))
          .sorted(
              Comparator.comparing((Path file) -> file.getFileName().toString().equals(name))
                  .thenComparing(LogFile::modified))
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What others named like the log may be compressed. */
  private static boolean isLog(Path file, String name) {
    return file.getFileName().toString().equals(name)
        || OldLogs.names(name).matcher(file.getFileName().toString()).matches()
        || startsLikeALog(file);
  }

  private static boolean startsLikeALog(Path file) {
    try (var in = Files.newInputStream(file)) {
      int first = in.read();
      return first == '{' || first < 0;
    } catch (IOException gone) {
      return false;
    }
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return String.valueOf(attributes.fileKey());
  }
}
