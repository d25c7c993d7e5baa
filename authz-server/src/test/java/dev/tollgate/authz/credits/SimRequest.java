package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The truth about one request: what really happened to it, whoever knows. */
final class SimRequest {
  /** How far it is. */
  enum State {
    /** Never sent to the provider. */
    UNSENT,
    UPSTREAM,
    /** Ended, with a line in its Envoy's log. */
    ENDED,
    /** Its Envoy died under it: no line of its end was written. */
    CUT
  }

  final List<String> path;
  final String envoyBoot;

  /** What it uses in the end. */
  final long cost;

  State state = State.UNSENT;
  @Nullable ReservationId reservation;
  long hold;

  /** Its caller has gone. */
  boolean cancelled;

  /** What its lines have told so far. */
  long told;

  /** Whether somebody who must not forget it has its last line. */
  boolean heard;

  /** Whether that is the journal, until the ledger has it too. */
  boolean journaled;

  SimRequest(List<String> path, String envoyBoot, long cost) {
    this.path = path;
    this.envoyBoot = envoyBoot;
    this.cost = cost;
  }

  ReservationId id() {
    if (reservation == null) {
      throw new IllegalStateException("never admitted");
    }
    return reservation;
  }

  boolean admitted() {
    return reservation != null;
  }

  /** What it may have used up by now, up to its hold. */
  long spent() {
    return switch (state) {
      case UNSENT -> 0;
      case UPSTREAM -> hold;
      case ENDED -> Math.min(cost, hold);
      case CUT -> Math.min(told, hold);
    };
  }

  UsageReport report(long tokens, boolean partial) {
    var counts = TokenCounts.newBuilder().setOutput(tokens);
    return new UsageReport(
        Usage.newBuilder().setStatus(200).setTokens(counts).build(), true, partial);
  }
}
