package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.journal.SegmentFile;
import dev.tollgate.proto.journal.v1.Admit;
import dev.tollgate.proto.ledger.v1.Admission;
import org.jspecify.annotations.Nullable;

/** One admitted request that has not ended. The mutable fields belong to the settler. */
final class Hold {
  private final Admission admission;
  private final long boundNanocredits;
  private final EnvoyBoot envoy;
  private final long admittedBootMillis;
  private final long quietMillisBefore;
  private final SegmentFile segment;
  private volatile boolean lineSeen;
  private volatile boolean named;
  private @Nullable UsageReport progress;

  /**
   * @param admittedBootMillis the host's boot clock at admission
   * @param quietMillisBefore its Envoy's quiet time at admission
   */
  Hold(
      Admit admit,
      EnvoyBoot envoy,
      long admittedBootMillis,
      long quietMillisBefore,
      SegmentFile segment) {
    this.admission = admit.getAdmission();
    this.boundNanocredits =
        Math.max(admit.getBoundNanocredits(), admission.getHold().getNanocredits());
    this.envoy = envoy;
    this.admittedBootMillis = admittedBootMillis;
    this.quietMillisBefore = quietMillisBefore;
    this.segment = segment;
  }

  Admission admission() {
    return admission;
  }

  /** What the request may cost at most: what is held, or more. */
  long boundNanocredits() {
    return boundNanocredits;
  }

  /** What is held is short of the bound by so much. */
  long unbackedNanocredits() {
    return boundNanocredits - admission.getHold().getNanocredits();
  }

  EnvoyBoot envoy() {
    return envoy;
  }

  long ageMillis(long nowBootMillis) {
    return nowBootMillis - admittedBootMillis;
  }

  long quietMillis(long quietMillisNow) {
    return quietMillisNow - quietMillisBefore;
  }

  SegmentFile segment() {
    return segment;
  }

  boolean lineSeen() {
    return lineSeen;
  }

  void sawLine() {
    lineSeen = true;
  }

  /** Whether the ledger knows it by name. */
  boolean named() {
    return named;
  }

  void setNamed() {
    named = true;
  }

  @Nullable UsageReport progress() {
    return progress;
  }

  void setProgress(UsageReport report) {
    progress = report;
    lineSeen = true;
  }
}
