package dev.tollgate.authz.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of whole lines that only grows, up to a bound. What is full stays as it is: the first
 * evidence is worth more than the last. An operator moves it away; it is opened anew for each line.
 */
record SideFile(Path path, long bytesMax) {
  /**
   * Adds a line.
   *
   * @param line ends with a newline
   * @return false if the file is full, and nothing was written
   */
  boolean append(byte[] line) throws IOException {
    try (var channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ)) {
      long size = wholeLines(channel);
      if (size + line.length > bytesMax) {
        return false;
      }
      var bytes = ByteBuffer.wrap(line);
      while (bytes.hasRemaining()) {
        channel.write(bytes, size + bytes.position());
      }
      return true;
    }
  }

  /** Where the next line goes: a half that an earlier failure left is overwritten. */
  private static long wholeLines(FileChannel channel) throws IOException {
    long size = channel.size();
    var one = ByteBuffer.allocate(1);
    while (size > 0) {
      channel.read(one.clear(), size - 1);
      if (one.get(0) == '\n') {
        break;
      }
      size--;
    }
    channel.truncate(size);
    return size;
  }
}
