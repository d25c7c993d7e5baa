package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journals;
import dev.tollgate.ledger.credits.LedgerStore;
import dev.tollgate.ledger.credits.MemoryBooks;
import dev.tollgate.ledger.credits.MemoryMistake;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Where mistakes can be put between the parts of a simulation. These put none. */
class SimSeams {
  /** What the ledger's transactions do wrong. */
  MemoryMistake rows() {
    return MemoryMistake.NONE;
  }

  /** Between the ledger's transitions and its rows. */
  LedgerStore store(LedgerStore store) {
    return store;
  }

  /** W, or how long a verdict waits instead. */
  Duration verdictAfter(SimPlan plan) {
    return plan.verdictAfter();
  }

  /** The history that whoever speaks for a replica opened it in, as the ledger reads it. */
  String namedHistory(String named, MemoryBooks books) {
    return named;
  }

  /** A Report as the ledger reads it. */
  ReportRequest received(ReportRequest request, MemoryBooks books) {
    return request;
  }

  /** An Acquire's answer as the ledger writes it. */
  AcquireResponse answered(String replica, AcquireResponse response) {
    return response;
  }

  /** Whether the ledger drops what comes by Late or Forward. */
  boolean refusesLate(UUID replica, MemoryBooks books) {
    return false;
  }

  /** Between a process and the network. */
  LedgerCalls calls(SimMachine machine, LedgerCalls network) {
    return network;
  }

  /** Between a reader of the log and a process. */
  Settlements settlements(Journals journals, Settlements settlements) {
    return settlements;
  }

  /** The id of a new journal. */
  UUID journalId(SimMachine machine, Supplier<UUID> fresh) {
    return fresh.get();
  }

  /** The host's boot as whoever opens the journals takes it. */
  String journalBoot(SimMachine machine) {
    return machine.hostBoot();
  }

  /** By which segments age. */
  LongSupplier segmentClock(LongSupplier correct) {
    return correct;
  }

  /** By which finished journals age. */
  InstantSource retentionClock(InstantSource correct) {
    return correct;
  }

  /** Whether a journal that the ledger does not take is only opened again. */
  boolean keepsUnfit(UUID journal) {
    return false;
  }

  /** Whether the kill of a process costs what it wrote last. */
  boolean killCutsTail() {
    return false;
  }
}
