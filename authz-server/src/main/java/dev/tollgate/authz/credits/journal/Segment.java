package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * One preallocated, memory-mapped file that a single thread appends frames to. A frame is a length,
 * a CRC32C and the bytes of one message, padded to 8 bytes. The length is written last: a process
 * that dies in the middle leaves a frame of length 0, which is no frame.
 */
final class Segment implements AutoCloseable {
  static final int FRAME_HEADER = 8;
  static final int RECORD_BYTES_MAX = 64 * 1024;

  private static final VarHandle LENGTH =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle();

  private final Path file;
  private final SegmentHeader header;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final ByteBuffer buffer;
  private final CRC32C crc = new CRC32C();
  private int end = SegmentHeader.BYTES;

  private Segment(Path file, SegmentHeader header, FileChannel channel, int bytes)
      throws IOException {
    this.file = file;
    this.header = header;
    this.memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
    this.buffer = memory.asByteBuffer();
  }

  /**
   * Writes every byte of the file now, so that a full disk is an error here and not a fault later.
   */
  static Segment create(Path directory, SegmentHeader header, int bytes) throws IOException {
    Path file = directory.resolve(header.fileName());
    Path unfinished = directory.resolve(header.fileName() + ".new");
    try (var channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      var chunk = ByteBuffer.allocate(64 * 1024);
      header.write(chunk);
      for (int written = 0; written < bytes; ) {
        chunk.clear().limit(Math.min(chunk.capacity(), bytes - written));
        written += channel.write(chunk);
        if (written == chunk.capacity()) {
          chunk = ByteBuffer.allocate(chunk.capacity());
        }
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      return new Segment(file, header, channel, bytes);
    }
  }

  /** Appends the bytes of one message; false if it does not fit any more. */
  boolean append(byte[] bytes, int offset, int length) throws IOException {
    if (length > RECORD_BYTES_MAX) {
      throw new JournalException("a record of " + length + " bytes exceeds " + RECORD_BYTES_MAX);
    }
    int next = end + frameBytes(length);
    if (next > buffer.capacity()) {
      return false;
    }
    crc.reset();
    crc.update(bytes, offset, length);
    buffer.put(end + FRAME_HEADER, bytes, offset, length);
    buffer.putInt(end + Integer.BYTES, (int) crc.getValue());
    LENGTH.setRelease(memory, (long) end, length);
    end = next;
    return true;
  }

  static int frameBytes(int length) {
    return (FRAME_HEADER + length + 7) & ~7;
  }

  Path file() {
    return file;
  }

  SegmentHeader header() {
    return header;
  }

  boolean isEmpty() {
    return end == SegmentHeader.BYTES;
  }

  /** Unmaps the file. Only its writer may call this, after its last append. */
  @Override
  public void close() {
    arena.close();
  }
}
