package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps a second process away from a journal's directory; it goes with the process. */
final class JournalLock implements AutoCloseable {
  private final FileChannel channel;

  private JournalLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a directory.
   *
   * @throws JournalException if another process has it
   */
  static JournalLock take(Path directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new JournalLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // This process has it: the same answer.
    }
    channel.close();
    throw new JournalException(
        "the journal in "
            + directory
            + " is in use: stop the other process, or give this one"
            + " another journal.directory");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
