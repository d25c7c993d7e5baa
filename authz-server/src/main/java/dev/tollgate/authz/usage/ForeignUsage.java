package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.usage.LinePiece.Understood;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the lines of reservations that another journal made until they are forwarded, and 15
 * minutes longer, in case the ledger comes back from a backup. One thread keeps, another one reads.
 */
final class ForeignUsage {
  private static final long BYTES_MAX = 256L << 20;
  private static final Duration RETENTION = Duration.ofMinutes(15);

  private final SideFile file;
  private final InstantSource clock;
  private Instant kept;

  ForeignUsage(Path stateDirectory, InstantSource clock) {
    file = new SideFile(stateDirectory.resolve("foreign.jsonl"), BYTES_MAX);
    this.clock = clock;
    this.kept = clock.instant();
  }

  /** False if there is no room. */
  synchronized boolean keep(Understood piece) throws IOException {
    var line = new ByteArrayOutputStream();
    var head =
        "{\"time\":\"%s\",\"reservation\":\"%s\",\"line\":"
            .formatted(clock.instant(), piece.line().reservation());
    line.writeBytes(head.getBytes(UTF_8));
    line.writeBytes(piece.bytes());
    line.writeBytes("}\n".getBytes(UTF_8));
    kept = clock.instant();
    return file.append(line.toByteArray());
  }

  /** Bytes in the file. */
  synchronized long size() throws IOException {
    try {
      return Files.size(file.path());
    } catch (NoSuchFileException none) {
      return 0;
    }
  }

  /** Whole lines from an offset on, each with its newline, as many as fit into a bound. */
  synchronized List<byte[]> lines(long offset, int bytesMax) throws IOException {
    var lines = new ArrayList<byte[]>();
    try (var from = new RandomAccessFile(file.path().toFile(), "r")) {
      from.seek(offset);
      var bytes = new byte[(int) Math.min(bytesMax, Math.max(0, from.length() - offset))];
      from.readFully(bytes);
      int start = 0;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          lines.add(Arrays.copyOfRange(bytes, start, i + 1));
          start = i + 1;
        }
      }
    }
    return lines;
  }

  /** Whether it is long ago that a line was kept. */
  synchronized boolean isOld() {
    return clock.instant().isAfter(kept.plus(RETENTION));
  }

  /** Empties the file, all of which was forwarded, unless a line came since. */
  synchronized void clear(long expectedSize) throws IOException {
    if (size() == expectedSize) {
      Files.deleteIfExists(file.path());
    }
  }
}
