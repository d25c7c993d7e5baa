package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ForeignReports;
import dev.tollgate.authz.credits.ForeignReports.Foreign;
import dev.tollgate.authz.credits.ForeignReports.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the ledger what {@link ForeignUsage} keeps, from where the last run stopped, apart from the
 * log's reader: whatever keeps this up does not keep up the log. One thread.
 */
final class Forwarding {
  private static final Logger log = LoggerFactory.getLogger(Forwarding.class);
  private static final int BATCH_MAX = 1_000;
  private static final int BYTES_MAX = 4 << 20;
  private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long LATER_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final ForeignUsage kept;
  private final ForeignReports ledger;
  private final PositionFile<ForeignPosition> positionFile;
  private final UsageMetrics metrics;
  private final LongSupplier nanoClock;
  private final ForeignLine reader = new ForeignLine();
  private ForeignPosition position;
  private long toldNanos;

  /** Of the lines that were forwarded last: what was wrong with some, and how many were right. */
  private final List<String> unreadable = new ArrayList<>();

  private int forwarding;

  Forwarding(
      ForeignUsage kept,
      ForeignReports ledger,
      Path stateDirectory,
      UsageMetrics metrics,
      LongSupplier nanoClock)
      throws IOException {
    this.kept = kept;
    this.ledger = ledger;
    this.positionFile = PositionFile.ofForeign(stateDirectory);
    this.metrics = metrics;
    this.nanoClock = nanoClock;
    this.position = positionFile.load();
    this.toldNanos = nanoClock.getAsLong();
  }

  /** One step. Returns how long to wait for the next one. Never throws. */
  long step() {
    try {
      long size = kept.size();
      if (position.offset() > size) {
        moveTo(0, position.historyId()); // somebody moved the file away
      }
      metrics.foreignWaiting(size - position.offset());
      if (position.offset() < size) {
        return forwardFrom(position.offset(), BATCH_MAX) ? 0 : LATER_NANOS;
      }
      lookAfter(size);
      return IDLE_NANOS;
    } catch (IOException | RuntimeException failed) {
      log.warn("Foreign usage is not forwarded now; it is tried again: {}", failed.toString());
      return LATER_NANOS;
    }
  }

  /** All is told: does the ledger still know, and need it be kept any longer? */
  private void lookAfter(long size) throws IOException {
    if (size > 0 && kept.isOld()) {
      moveTo(0, position.historyId());
      kept.clear(size);
    } else if (size > 0 && nanoClock.getAsLong() - toldNanos >= LOOK_NANOS) {
      var _ = forwardFrom(0, 1);
    }
  }

  /** False if it must be tried again later. */
  private boolean forwardFrom(long offset, int linesMax) throws IOException {
    var lines = kept.lines(offset, BYTES_MAX);
    var batch = lines.subList(0, Math.min(lines.size(), linesMax));
    var outcome = forward(batch);
    if (outcome instanceof Outcome.Refused && batch.size() > 1) {
      batch = batch.subList(0, 1);
      outcome = forward(batch);
    }
    long next = offset + batch.stream().mapToLong(line -> line.length).sum();
    return switch (outcome) {
      case Outcome.Later(var reason) -> {
        log.debug("The ledger is not told of foreign usage now: {}", reason);
        yield false;
      }
      case Outcome.Refused(var reason) -> {
        metrics.notForwarded(1);
        log.error("Foreign usage at byte {} of foreign.jsonl is refused: {}", offset, reason);
        moveTo(Math.max(next, position.offset()), position.historyId());
        yield true;
      }
      case Outcome.Forwarded(var history) -> {
        told(next, history);
        yield true;
      }
    };
  }

  /** A ledger that lost commits may lack all that is kept: it is told again. */
  private void told(long next, String history) throws IOException {
    metrics.forwarded(forwarding);
    metrics.notForwarded(unreadable.size());
    unreadable.forEach(
        reason -> log.error("A line of foreign.jsonl cannot be forwarded: {}", reason));
    toldNanos = nanoClock.getAsLong();
    boolean forgot = !position.historyId().isEmpty() && !position.historyId().equals(history);
    moveTo(forgot ? 0 : Math.max(next, position.offset()), history);
  }

  private Outcome forward(List<byte[]> lines) {
    unreadable.clear();
    var usages = new ArrayList<Foreign>();
    for (var line : lines) {
      try {
        usages.add(reader.read(line));
      } catch (UnreadableLineException e) {
        unreadable.add(e.reason());
      }
    }
    forwarding = usages.size();
    return usages.isEmpty() ? new Outcome.Forwarded(position.historyId()) : ledger.forward(usages);
  }

  private void moveTo(long offset, String historyId) throws IOException {
    position = new ForeignPosition(offset, historyId);
    positionFile.store(position);
  }
}
