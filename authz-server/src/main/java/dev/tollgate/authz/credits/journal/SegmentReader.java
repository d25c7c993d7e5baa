package dev.tollgate.authz.credits.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.proto.journal.v1.JournalRecord;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/** Reads what a dead process left in a segment. */
final class SegmentReader {
  /** How a segment ends. */
  enum Tail {
    /** After the last frame everything is zero. */
    CLEAN,
    /** After the last frame stand bytes that never became one: an answer that never left. */
    TORN,
    /** A frame is unreadable although a readable one follows: records are missing. */
    DAMAGED
  }

  /**
   * @param frames how many were read
   * @param end where the first unread byte stands
   */
  record Reading(SegmentHeader header, Tail tail, int frames, int end) {}

  private SegmentReader() {}

  /** Hands every readable record before the first unreadable one to the consumer, in order. */
  static Reading read(Path file, Consumer<JournalRecord> records) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var arena = Arena.ofConfined()) {
      var bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      var header = SegmentHeader.read(bytes, file.getFileName().toString());
      int at = SegmentHeader.BYTES;
      int frames = 0;
      while (isFrame(bytes, at)) {
        int length = bytes.getInt(at);
        records.accept(parse(bytes, at, file));
        at += Segment.frameBytes(length);
        frames++;
      }
      return new Reading(header, tail(bytes, at), frames, at);
    }
  }

  /**
   * Hands the records from a byte on to the predicate, until it takes one no more; says where the
   * first stands that it did not take. The file may still be appended to: a frame that is not
   * complete yet is none.
   */
  static int readFrom(Path file, int from, Predicate<JournalRecord> takes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ);
        var arena = Arena.ofConfined()) {
      var bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asByteBuffer();
      int at = from;
      while (isFrame(bytes, at) && takes.test(parse(bytes, at, file))) {
        at += Segment.frameBytes(bytes.getInt(at));
      }
      return at;
    }
  }

  /** Zeroes everything from {@code end} on. */
  static void truncate(Path file, int end) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (long at = end; at < channel.size(); ) {
        int length = (int) Math.min(64 * 1024, channel.size() - at);
        at += channel.write(ByteBuffer.allocate(length), at);
      }
    }
  }

  private static JournalRecord parse(ByteBuffer bytes, int at, Path file) throws JournalException {
    try {
      return JournalRecord.parseFrom(bytes.slice(at + Segment.FRAME_HEADER, bytes.getInt(at)));
    } catch (InvalidProtocolBufferException e) {
      throw new JournalException(file.getFileName() + " holds a record of another format");
    }
  }

  private static Tail tail(ByteBuffer bytes, int from) {
    var tail = Tail.CLEAN;
    for (int at = from; at + Long.BYTES <= bytes.capacity(); at += Long.BYTES) {
      if (bytes.getLong(at) != 0) {
        tail = Tail.TORN;
        if (isFrame(bytes, at)) {
          return Tail.DAMAGED;
        }
      }
    }
    return tail;
  }

  private static boolean isFrame(ByteBuffer bytes, int at) {
    if (at + Segment.FRAME_HEADER > bytes.capacity()) {
      return false;
    }
    int length = bytes.getInt(at);
    if (length <= 0
        || length > Segment.RECORD_BYTES_MAX
        || at + Segment.FRAME_HEADER + length > bytes.capacity()) {
      return false;
    }
    var crc = new CRC32C();
    crc.update(bytes.slice(at + Segment.FRAME_HEADER, length));
    return bytes.getInt(at + Integer.BYTES) == (int) crc.getValue();
  }
}
