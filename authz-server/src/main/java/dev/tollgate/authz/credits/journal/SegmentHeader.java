package dev.tollgate.authz.credits.journal;

import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first bytes of every segment.
 *
 * @param lane the event loop whose admissions it holds, or {@link #STREAM}
 * @param number rises by one from segment to segment of a lane
 */
record SegmentHeader(UUID journal, int lane, int number) {
  static final int BYTES = 40;
  static final int STREAM = -1;

  private static final int MAGIC = 0x54474a31; // "TGJ1"
  private static final int FORMAT = 1;
  private static final int CRC_AT = BYTES - Integer.BYTES;

  void write(ByteBuffer target) {
    target.putInt(0, MAGIC).putInt(4, FORMAT);
    target.putLong(8, journal.getMostSignificantBits());
    target.putLong(16, journal.getLeastSignificantBits());
    target.putInt(24, lane).putInt(28, number);
    target.putInt(CRC_AT, crc(target));
  }

  /** Throws if the bytes are no header, or one of a newer format. */
  static SegmentHeader read(ByteBuffer source, String file) throws JournalException {
    if (source.capacity() < BYTES || source.getInt(0) != MAGIC) {
      throw new JournalException(file + " is not a journal segment");
    }
    if (source.getInt(4) > FORMAT) {
      throw new JournalException(
          file + " was written by a newer release: start that release, or a newer one");
    }
    if (source.getInt(CRC_AT) != crc(source)) {
      throw new JournalException(file + " has a damaged header");
    }
    return new SegmentHeader(
        new UUID(source.getLong(8), source.getLong(16)), source.getInt(24), source.getInt(28));
  }

  String fileName() {
    String name = lane == STREAM ? "stream" : "admit-" + lane;
    return "%s-%08d.log".formatted(name, number);
  }

  private static int crc(ByteBuffer header) {
    var crc = new CRC32C();
    crc.update(header.slice(0, CRC_AT));
    return (int) crc.getValue();
  }
}
