package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ReservationId;
import java.util.List;

/** A line of the file, or the part of one that a writer wrote. */
sealed interface LinePiece {
  /** Exactly as it stands in the file. */
  byte[] bytes();

  /** One whole line, understood. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Understood(UsageLine line, byte[] bytes) implements LinePiece {}

  /**
   * What makes no sense.
   *
   * @param reservations whose line this was, as far as that can be told
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Unreadable(Defect defect, String reason, List<ReservationId> reservations, byte[] bytes)
      implements LinePiece {}
}
