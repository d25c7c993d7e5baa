package dev.tollgate.authz.credits.journal;

import dev.tollgate.proto.ledger.v1.Record;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kept stream of a journal page by page, so that nobody holds minutes of it in memory. It
 * remembers where it stopped. Records may be appended meanwhile. One thread at a time.
 */
public final class StreamCursor {
  private final Supplier<List<SegmentFile>> kept;
  private long afterSeq;
  private @Nullable Path path;
  private int at;

  StreamCursor(Supplier<List<SegmentFile>> kept, long afterSeq) {
    this.kept = kept;
    this.afterSeq = afterSeq;
  }

  /** What was read last; at first, behind what it begins. */
  public long afterSeq() {
    return afterSeq;
  }

  /**
   * The next records in order, at most so many; none if there are no more.
   *
   * @param upToSeq no record behind this one is looked at
   */
  public List<Record> next(long upToSeq, int max) throws IOException {
    var page = new ArrayList<Record>();
    for (var file : kept.get()) {
      if (file.lastSeq() > afterSeq && afterSeq < upToSeq && page.size() < max) {
        readOn(file.path(), page, upToSeq, max);
      }
    }
    return page;
  }

  private void readOn(Path file, List<Record> page, long upToSeq, int max) throws IOException {
    int from = file.equals(path) ? at : SegmentHeader.BYTES;
    try {
      at =
          SegmentReader.readFrom(
              file,
              from,
              entry -> {
                if (page.size() == max || afterSeq >= upToSeq) {
                  return false;
                }
                if (entry.hasRecord() && entry.getRecord().getSeq() > afterSeq) {
                  page.add(entry.getRecord());
                  afterSeq = entry.getRecord().getSeq();
                }
                return true;
              });
      path = file;
    } catch (NoSuchFileException trimmed) {
      // Nobody needs what stood in it.
    }
  }
}
