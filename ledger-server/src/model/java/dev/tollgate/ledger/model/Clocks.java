package dev.tollgate.ledger.model;

/**
 * A state of {@link Timing}. Ages count up to a cap at which they mean the same as any greater age.
 * Mutable; a transition changes a copy.
 */
final class Clocks {
  /** Heartbeat.STATUS: there is none. */
  static final int NONE = 0;

  static final int SENT = 1;
  static final int COMMITTED = 2;

  /** The watcher has read no number that is still the current one. */
  static final int BLIND = 0;

  static final int WATCHING = 1;

  /** Watches a number that has changed since: only the seeded bug goes on with it. */
  static final int OUTDATED = 2;

  private static final int SIZE = 16;

  /** Since the newest heartbeat that was answered was sent, by the replica's clock. */
  int age;

  /** Two heartbeats may be under way: the older stands first. */
  final int[] status = new int[2];

  /** Since each was sent, by the replica's clock. */
  final int[] sentAge = new int[2];

  int watcher;

  /** Since the watcher read the number, by its own clock. */
  int watched;

  boolean condemned;

  /** Ticks since a Check took its decision, from 1; 0 if none is between decision and answer. */
  int check;

  /** Ticks that the newest request may still be upstream. */
  int upstream;

  static Clocks of(byte[] bytes) {
    var c = new Clocks();
    c.age = bytes[0];
    c.status[0] = bytes[1];
    c.status[1] = bytes[2];
    c.sentAge[0] = bytes[3];
    c.sentAge[1] = bytes[4];
    c.watcher = bytes[5];
    c.watched = bytes[6];
    c.condemned = bytes[7] == 1;
    c.check = bytes[8];
    c.upstream = bytes[9];
    return c;
  }

  byte[] bytes() {
    var bytes = new byte[SIZE];
    bytes[0] = (byte) age;
    bytes[1] = (byte) status[0];
    bytes[2] = (byte) status[1];
    bytes[3] = (byte) sentAge[0];
    bytes[4] = (byte) sentAge[1];
    bytes[5] = (byte) watcher;
    bytes[6] = (byte) watched;
    bytes[7] = (byte) (condemned ? 1 : 0);
    bytes[8] = (byte) check;
    bytes[9] = (byte) upstream;
    return bytes;
  }

  /** Removes a heartbeat; the other one stands first afterwards. */
  void drop(int heartbeat) {
    if (heartbeat == 0) {
      status[0] = status[1];
      sentAge[0] = sentAge[1];
    }
    status[1] = NONE;
    sentAge[1] = 0;
  }
}
