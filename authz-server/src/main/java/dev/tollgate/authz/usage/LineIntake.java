package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.usage.LinePiece.Understood;
import dev.tollgate.authz.usage.LinePiece.Unreadable;
import dev.tollgate.authz.usage.log.LogTail;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a line of the log leads to. When a method throws, the whole line is to come again. */
final class LineIntake {
  private static final Logger log = LoggerFactory.getLogger(LineIntake.class);

  /** No clocks of one machine differ by so much. */
  private static final Duration CLOCKS_APART_MAX = Duration.ofMinutes(1);

  private final Settlements settlements;
  private final LogBoots boots;
  private final Quarantine quarantine;
  private final ForeignUsage foreign;
  private final UsageMetrics metrics;
  private final InstantSource clock;
  private final LinePieces pieces = new LinePieces();

  LineIntake(
      Settlements settlements,
      LogBoots boots,
      Quarantine quarantine,
      ForeignUsage foreign,
      UsageMetrics metrics,
      InstantSource clock) {
    this.settlements = settlements;
    this.boots = boots;
    this.quarantine = quarantine;
    this.foreign = foreign;
    this.metrics = metrics;
    this.clock = clock;
  }

  void take(LogTail.Line line) throws IOException {
    if (line.overlong()) {
      quarantine(LinePieces.overlong(line.bytes()));
      return;
    }
    for (var piece : pieces.of(line.bytes())) {
      switch (piece) {
        case Understood understood -> settle(understood);
        case Unreadable unreadable -> quarantine(unreadable);
      }
    }
  }

  /** Reminds the lease book of lines that were quarantined in earlier runs. */
  void recallQuarantined() throws IOException {
    quarantine.reservations().forEach(settlements::quarantine);
  }

  private void settle(Understood piece) throws IOException {
    var line = plausible(piece.line());
    switch (line.kind()) {
      case PERIODIC -> {
        boolean running = settlements.progress(line.reservation(), line.report());
        metrics.progress(running);
      }
      case END -> {
        var result = settlements.settle(line.reservation(), line.report());
        if (result == Settlements.Result.FOREIGN) {
          keepForeign(piece);
        }
        metrics.settled(result, line.usage());
      }
    }
    boots.saw(line.envoy());
  }

  /** A start that is still to come is none: some clock is wrong. */
  private UsageLine plausible(UsageLine line) {
    var latest = clock.instant().plus(CLOCKS_APART_MAX);
    if (line.report().facts().getStartedAtMs() <= latest.toEpochMilli()) {
      return line;
    }
    metrics.fromTheFuture();
    return line.withoutStart();
  }

  private void keepForeign(Understood piece) throws IOException {
    if (!foreign.keep(piece)) {
      metrics.foreignNotKept();
      log.error(
          "foreign.jsonl is full: usage of {} is only in the usage log; move foreign.jsonl away",
          piece.line().reservation());
    }
  }

  private void quarantine(Unreadable piece) throws IOException {
    piece.reservations().forEach(settlements::quarantine);
    boolean kept = quarantine.keep(piece);
    metrics.quarantined(piece.defect(), kept);
    log.warn(
        "A line of the usage log is {}; reservations {}; {}",
        piece.reason(),
        piece.reservations(),
        kept ? "see quarantine.jsonl" : "quarantine.jsonl is full: move it away");
  }
}
