package dev.tollgate.ledger.model;

import dev.tollgate.ledger.model.Layout.Account;
import dev.tollgate.ledger.model.Layout.Book;
import dev.tollgate.ledger.model.Layout.Charge;
import dev.tollgate.ledger.model.Layout.Lease;
import dev.tollgate.ledger.model.Layout.Replica;
import dev.tollgate.ledger.model.Layout.Request;
import dev.tollgate.ledger.model.Layout.Stream;
import java.util.Arrays;

/** The ledger, the replicas and the world at one instant. Mutable; a transition changes a copy. */
final class State {
  final Layout at;
  final byte[] bytes;

  State(Layout at, byte[] bytes) {
    this.at = at;
    this.bytes = bytes;
  }

  State copy() {
    return new State(at, bytes.clone());
  }

  private void put(int index, int value) {
    bytes[index] = (byte) value;
  }

  int get(Account field, int account) {
    return bytes[at.of(field, account)];
  }

  void add(Account field, int account, int amount) {
    put(at.of(field, account), get(field, account) + amount);
  }

  int get(Stream field, int replica) {
    return bytes[at.of(field, replica)];
  }

  void set(Stream field, int replica, int value) {
    put(at.of(field, replica), value);
  }

  int get(Lease field, int replica, int account) {
    return bytes[at.of(field, replica, account)];
  }

  void set(Lease field, int replica, int account, int value) {
    put(at.of(field, replica, account), value);
  }

  void add(Lease field, int replica, int account, int amount) {
    put(at.of(field, replica, account), get(field, replica, account) + amount);
  }

  int get(Charge field, int request) {
    return bytes[at.of(field, request)];
  }

  void set(Charge field, int request, int value) {
    put(at.of(field, request), value);
  }

  void add(Charge field, int request, int amount) {
    put(at.of(field, request), get(field, request) + amount);
  }

  int get(Replica field, int replica) {
    return bytes[at.of(field, replica)];
  }

  void set(Replica field, int replica, int value) {
    put(at.of(field, replica), value);
  }

  int get(Book field, int replica, int account) {
    return bytes[at.of(field, replica, account)];
  }

  void set(Book field, int replica, int account, int value) {
    put(at.of(field, replica, account), value);
  }

  void add(Book field, int replica, int account, int amount) {
    put(at.of(field, replica, account), get(field, replica, account) + amount);
  }

  int get(Request field, int request) {
    return bytes[at.of(field, request)];
  }

  void set(Request field, int request, int value) {
    put(at.of(field, request), value);
  }

  int record(int replica, int place) {
    return bytes[at.record(replica, place)];
  }

  /** Journals a record. The caller has seen that there is space. */
  void append(int replica, int record) {
    int length = get(Replica.LENGTH, replica);
    put(at.record(replica, length), record);
    set(Replica.LENGTH, replica, length + 1);
  }

  boolean space(int replica) {
    return get(Replica.LENGTH, replica) < at.records;
  }

  int forgotten(int account) {
    return bytes[at.forgotten(account)];
  }

  void forget(int account, int amount) {
    put(at.forgotten(account), forgotten(account) + amount);
  }

  int left(Event event) {
    return bytes[at.left(event)];
  }

  void setLeft(Event event, int times) {
    put(at.left(event), times);
  }

  void spend(Event event) {
    setLeft(event, left(event) - 1);
  }

  boolean copied() {
    return bytes[at.copied()] == 1;
  }

  void copyLedger() {
    System.arraycopy(bytes, 0, bytes, at.copy, at.ledgerSize);
    put(at.copied(), 1);
  }

  /** The ledger's rows are those of the copy, which nobody needs any more. */
  void restoreLedger() {
    System.arraycopy(bytes, at.copy, bytes, 0, at.ledgerSize);
    Arrays.fill(bytes, at.copied(), bytes.length, (byte) 0);
  }

  boolean owns(int replica, int request) {
    return get(Request.OWNER, request) == replica + 1;
  }

  /** The replica that admitted a request, or -1 if nobody has. */
  int owner(int request) {
    return get(Request.OWNER, request) - 1;
  }

  boolean charges(int request, int account) {
    return (get(Request.PATH, request) >> account & 1) == 1;
  }

  boolean running(int replica) {
    int process = get(Replica.PROCESS, replica);
    return process == Codes.UP || process == Codes.STOPPED || process == Codes.CLOSING;
  }

  boolean retired(int replica) {
    return get(Replica.RETIRED, replica) == 1;
  }

  /** Whether the ledger's history changed and the replica has not opened itself again since. */
  boolean behind(int replica) {
    return get(Replica.BEHIND, replica) == 1;
  }

  /** What a request holds, in the unit of an account of its path. */
  int hold(int request, int account) {
    return at.countsRequests(account) ? 1 : get(Request.HOLD, request);
  }

  /** What a request cost, in the unit of an account of its path; 0 while that is not known. */
  int cost(int request, int account) {
    int run = get(Request.RUN, request);
    int requests = run >= Codes.FINISHED ? 1 : 0;
    return at.countsRequests(account) ? requests : get(Request.COST, request);
  }

  int extension(int request, int account) {
    return at.countsRequests(account) ? 0 : get(Request.EXTENSION, request);
  }

  /** Whether the owner knows of a hold that has not ended. */
  boolean open(int request) {
    return get(Request.LOCAL, request) == Codes.OPEN && get(Request.JOURNALED, request) == 1;
  }

  boolean upstream(int replica) {
    for (int i = 0; i < at.requests; i++) {
      if (owns(replica, i) && get(Request.RUN, i) == Codes.UPSTREAM) {
        return true;
      }
    }
    return false;
  }
}
