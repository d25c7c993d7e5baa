package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResult;
import dev.tollgate.proto.ledger.v1.Record;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a retired journal still tells of a replica that the ledger has ended: all that is kept, also
 * what may have been reported before, and whatever its holds still come to. The ledger charges each
 * reservation once. From time to time it looks whether the ledger still remembers. One thread.
 */
final class LateRecords {
  private static final Logger log = LoggerFactory.getLogger(LateRecords.class);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final String NOT_ASKED = "";

  private final LedgerCalls ledger;
  private final RecordStream stream;
  private final Supplier<LateRequest> identity;
  private final ReplicaOpening opening;
  private String historyId = NOT_ASKED;

  /**
   * @param identity makes a Late that says nothing: who tells
   */
  LateRecords(
      LedgerCalls ledger,
      RecordStream stream,
      Supplier<LateRequest> identity,
      ReplicaOpening opening) {
    this.ledger = ledger;
    this.stream = stream;
    this.identity = identity;
    this.opening = opening;
  }

  /** From the start; what a process before this one told to the end is not told again. */
  void begin() {
    var finished = opening.finishedUnder();
    historyId = finished == null ? NOT_ASKED : finished;
    opening.takeOn(finished == null ? 0 : stream.lastSeq());
  }

  /**
   * Tells the next records, or looks whether the history is the same; throws what the call threw.
   */
  Pause step() {
    var records = stream.batch(LedgerCalls.RECORDS_MAX);
    var ends = records.stream().filter(LateRecords::endsReservation).toList();
    var response = ledger.late(identity.get().toBuilder().addAllRecords(ends).build());
    if (!response.getHistoryId().equals(historyId) && stream.acked() > 0) {
      log.error("The ledger may have lost commits: all of an ended journal is told again");
      historyId = response.getHistoryId();
      opening.takeOn(0);
      return Pause.NONE;
    }
    historyId = response.getHistoryId();
    if (records.isEmpty()) {
      return Pause.untilWoken(LOOK_EVERY);
    }
    stream.acknowledge(records.getLast().getSeq());
    log.info(
        "{} late records told; {} reservations were charged {} nanocredits, and {} written off",
        records.size(),
        response.getResultsCount(),
        sum(response.getResultsList(), true),
        sum(response.getResultsList(), false));
    return Pause.NONE;
  }

  /** Tells everything that there is; true. */
  boolean tellAll() {
    while (historyId.equals(NOT_ASKED) || !stream.batch(1).isEmpty()) {
      step();
    }
    return true;
  }

  /** The ledger's history that was told. */
  String historyId() {
    return historyId;
  }

  private static boolean endsReservation(Record record) {
    return record.hasSettle() || record.hasDark() || record.hasCorrect();
  }

  private static long sum(List<LateResult> results, boolean charged) {
    return results.stream()
        .map(result -> charged ? result.getCharged() : result.getWrittenOff())
        .mapToLong(amounts -> amounts.getNanocredits())
        .sum();
  }
}
