package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.HoldRequest;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.usage.log.LogRoom;
import java.util.function.Consumer;

/** Holds credit only while what a request uses can be written down. */
public record LoggedReservations(Reservations reservations, LogRoom room) implements Reservations {
  private static final Pending NOTHING = () -> {};

  @Override
  public Pending reserve(HoldRequest request, Consumer<HoldOutcome> callback) {
    var refusal = room.refusal();
    if (refusal != null) {
      callback.accept(new HoldOutcome.Unavailable(refusal));
      return NOTHING;
    }
    return reservations.reserve(request, callback);
  }
}
