package dev.tollgate.authz.credits;

import java.time.Duration;
import java.util.Set;

/**
 * The side of the lease book that the usage log sees. One thread calls it. What it was told is in
 * the journal when a method returns; a method that throws has changed nothing and may be repeated.
 */
public interface Settlements {
  /** What became of a settlement. */
  enum Result {
    SETTLED,
    /** It was dark before. */
    CORRECTED,
    /** This reservation had been settled: a repeated line. */
    ALREADY,
    /** Another journal's reservation, or one that was given back as never sent: for the ledger. */
    FOREIGN
  }

  /** Which Envoy, and which life of it. */
  record EnvoyBoot(String node, String boot) {}

  /** The request has ended. */
  Result settle(ReservationId reservation, UsageReport report);

  /**
   * The request is running: kept in case its Envoy dies. False if the reservation is unknown or has
   * ended: then nothing changes.
   */
  boolean progress(ReservationId reservation, UsageReport report);

  /**
   * A line about this reservation could not be understood: it was sent, so it must not be voided.
   */
  void quarantine(ReservationId reservation);

  /**
   * For this long the reader stood at the end of the log while this Envoy lived in this boot and
   * wrote every line it had. Holds of the boot that got no line over 30 s of such time were never
   * sent.
   */
  void quiet(EnvoyBoot envoy, Duration elapsed);

  /** Every line of this boot has been read and no more will come: what it left open is closed. */
  void bootEnded(EnvoyBoot envoy);

  /** Boots with open holds. */
  Set<EnvoyBoot> openBoots();
}
