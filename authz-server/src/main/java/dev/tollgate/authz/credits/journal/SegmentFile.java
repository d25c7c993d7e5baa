package dev.tollgate.authz.credits.journal;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A segment that is kept, as the lease book sees it: it may go when every admission in it is
 * closed, every stream record in it is acknowledged, and it has been quiet for the retention time.
 */
public final class SegmentFile {
  private final Path path;
  private final long createdNanos;
  private final AtomicInteger openAdmissions = new AtomicInteger();
  private volatile boolean sealed;
  private volatile long lastSeq;
  private volatile long lastAppendNanos;

  SegmentFile(Path path, long createdNanos) {
    this.path = path;
    this.createdNanos = createdNanos;
    this.lastAppendNanos = createdNanos;
  }

  /** An admission in this segment stays open after its append. */
  public void opened() {
    openAdmissions.incrementAndGet();
  }

  /** An admission in this segment was settled, voided or darkened. */
  public void closed() {
    openAdmissions.decrementAndGet();
  }

  Path path() {
    return path;
  }

  long createdNanos() {
    return createdNanos;
  }

  long lastAppendNanos() {
    return lastAppendNanos;
  }

  /** The newest seq in it; of a segment of the stream. */
  long lastSeq() {
    return lastSeq;
  }

  void appended(long nowNanos, long seq) {
    lastAppendNanos = nowNanos;
    lastSeq = seq;
  }

  void seal() {
    sealed = true;
  }

  boolean mayGo(long ackedSeq, long nowNanos, long retentionNanos) {
    return sealed
        && openAdmissions.get() == 0
        && lastSeq <= ackedSeq
        && nowNanos - lastAppendNanos >= retentionNanos;
  }
}
