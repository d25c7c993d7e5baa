package dev.tollgate.ledger.credits;

/**
 * How contended an account is as one replica asks for lease on it.
 *
 * @param scarce whether somebody asked for more than was free in the last 10 s: exact grants only
 * @param lessees replicas that have some of it leased, the asking one always among them
 */
record Sharing(boolean scarce, int lessees) {
  static final Sharing ALONE = new Sharing(false, 1);

  /**
   * The most of some free credit that one grant of free lease may take: half of a fair share if one
   * replica more came, so that a late one always finds some.
   */
  long cap(long room) {
    return scarce ? 0 : Math.max(0, room) / (2L * (lessees + 1));
  }
}
