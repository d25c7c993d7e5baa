package dev.tollgate.ledger.model;

import static java.lang.Math.ceilDiv;

/**
 * Where a state keeps what, in bytes. The ledger's rows stand first and together: a copy of its
 * database is a copy of that part.
 */
@SuppressWarnings("EnumOrdinal") // a field's place in its row is its place in the enum
final class Layout {
  /** The ledger's row of an account. */
  enum Account {
    GRANTED,
    POSTED,
    LEASED,
    OVERRUN,
    CEILING,
    WRITTEN_OFF
  }

  /** The ledger's row of a replica. */
  enum Stream {
    STATE,
    WATERMARK
  }

  /** The ledger's row of a replica's lease on an account. */
  enum Lease {
    TOTAL,
    OUTSTANDING
  }

  /** The ledger's rows of a reservation: how it is charged, and whether it is known by name. */
  enum Charge {
    KIND,
    NAMED,
    POSTS,
    TAKEN_CREDITS,
    TAKEN_REQUESTS
  }

  /** A replica's process and journal. */
  enum Replica {
    PROCESS,
    RETIRED,
    BEHIND,
    LENGTH,
    ACKED
  }

  /** What a process has in memory of a lease; GRANTS and REPLIES are the network's. */
  enum Book {
    KNOWN,
    FREE,
    REPLIES,
    GRANTS
  }

  /** A request and what its owner knows of it. */
  enum Request {
    OWNER,
    HOLD,
    PATH,
    RUN,
    COST,
    EXTENSION,
    LOCAL,
    TOLD,
    JOURNALED
  }

  private static final int ACCOUNT = Account.values().length;
  private static final int STREAM = Stream.values().length;
  private static final int LEASE = Lease.values().length;
  private static final int CHARGE = Charge.values().length;
  private static final int REPLICA = Replica.values().length;
  private static final int BOOK = Book.values().length;
  private static final int REQUEST = Request.values().length;
  private static final int EVENT = Event.values().length;

  final int accounts;
  final int replicas;
  final int requests;
  final int records;

  /** Bytes of the ledger's rows, which start at 0. */
  final int ledgerSize;

  /** Where the copy of the ledger's rows starts; a byte before it says whether there is one. */
  final int copy;

  final int size;
  private final int requestAccounts;
  private final int streams;
  private final int leases;
  private final int charges;
  private final int journals;
  private final int books;
  private final int lists;
  private final int calls;
  private final int forgotten;
  private final int events;

  Layout(Bounds bounds) {
    accounts = bounds.accounts().size();
    replicas = bounds.replicas();
    requests = bounds.requests();
    records = bounds.records();
    int bits = 0;
    for (int a = 0; a < accounts; a++) {
      bits |= bounds.accounts().get(a).unit() == Unit.REQUESTS ? 1 << a : 0;
    }
    requestAccounts = bits;
    streams = ACCOUNT * accounts;
    leases = streams + STREAM * replicas;
    charges = leases + LEASE * accounts * replicas;
    ledgerSize = charges + CHARGE * requests;
    journals = ledgerSize;
    books = journals + REPLICA * replicas;
    lists = books + BOOK * accounts * replicas;
    calls = lists + records * replicas;
    forgotten = calls + REQUEST * requests;
    events = forgotten + accounts;
    copy = events + EVENT + 1;
    size = ceilDiv(copy + (bounds.allows(Event.RESTORE) ? ledgerSize : 0), Long.BYTES) * Long.BYTES;
  }

  boolean countsRequests(int account) {
    return (requestAccounts >> account & 1) == 1;
  }

  int of(Account field, int account) {
    return ACCOUNT * account + field.ordinal();
  }

  int of(Stream field, int replica) {
    return streams + STREAM * replica + field.ordinal();
  }

  int of(Lease field, int replica, int account) {
    return leases + LEASE * (replica * accounts + account) + field.ordinal();
  }

  int of(Charge field, int request) {
    return charges + CHARGE * request + field.ordinal();
  }

  int of(Replica field, int replica) {
    return journals + REPLICA * replica + field.ordinal();
  }

  int of(Book field, int replica, int account) {
    return books + BOOK * (replica * accounts + account) + field.ordinal();
  }

  int of(Request field, int request) {
    return calls + REQUEST * request + field.ordinal();
  }

  /** A record of a replica's journal, by its place. */
  int record(int replica, int place) {
    return lists + records * replica + place;
  }

  /** What of an account the ledger is known to have forgotten: not part of the protocol. */
  int forgotten(int account) {
    return forgotten + account;
  }

  int left(Event event) {
    return events + event.ordinal();
  }

  int copied() {
    return copy - 1;
  }
}
