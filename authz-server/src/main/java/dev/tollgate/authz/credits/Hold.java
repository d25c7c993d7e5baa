package dev.tollgate.authz.credits;

import static java.util.Objects.requireNonNull;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.credits.journal.SegmentFile;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.journal.v1.Admit;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request that has not ended. Of few objects, as a collector copies each of them. The
 * mutable fields belong to the settler.
 */
final class Hold {
  /**
   * Instead of an error, in usage of a request whose end nobody saw: by it the ledger lists them.
   */
  private static final String UNSEEN = "no last line";

  private final long n;
  private final int day;
  private final List<String> path;
  private final long heldNanocredits;
  private final long boundNanocredits;
  private final EnvoyBoot envoy;
  private final long admittedBootMillis;
  private final long quietMillisBefore;
  private final SegmentFile segment;

  private final long admittedMillis;

  /** Null for one that an earlier process admitted. */
  private final @Nullable HoldRequest request;

  /** Made when it is asked for: as a rule when the hold ends. */
  private volatile @Nullable Admission admission;

  private volatile boolean lineSeen;
  private volatile boolean named;
  private long overQuietMillis = -1;
  private @Nullable UsageReport progress;

  /**
   * @param quietMillisBefore its Envoy's quiet time at admission
   */
  Hold(AdmittedRequest made, EnvoyBoot envoy, long quietMillisBefore, SegmentFile segment) {
    this.n = made.n();
    this.day = made.day();
    this.path = made.request().path();
    this.heldNanocredits = made.hold().getNanocredits();
    this.boundNanocredits = Math.max(made.request().holdNanocredits(), heldNanocredits);
    this.envoy = envoy;
    this.admittedBootMillis = made.bootMillis();
    this.quietMillisBefore = quietMillisBefore;
    this.segment = segment;
    this.admittedMillis = made.atMillis();
    this.request = made.request();
  }

  /**
   * One that an earlier process admitted, before anything is known of its Envoy's quiet time.
   *
   * @param admittedBootMillis the host's boot clock at admission
   */
  Hold(Admit admit, EnvoyBoot envoy, long admittedBootMillis, SegmentFile segment) {
    var known = admit.getAdmission();
    this.n = known.getN();
    this.day = known.getDay();
    this.path = known.getPathList();
    this.heldNanocredits = known.getHold().getNanocredits();
    this.boundNanocredits = Math.max(admit.getBoundNanocredits(), heldNanocredits);
    this.envoy = envoy;
    this.admittedBootMillis = admittedBootMillis;
    this.quietMillisBefore = 0;
    this.segment = segment;
    this.admittedMillis = known.getAdmittedAtMs();
    this.request = null;
    this.admission = known;
  }

  /** Its number within the journal. */
  long n() {
    return n;
  }

  /** The day of admission in UTC, in days since 1970-01-01. */
  int day() {
    return day;
  }

  /** The accounts that it is held of. */
  List<String> path() {
    return path;
  }

  /** What is held. */
  Amounts held() {
    var known = admission;
    if (known != null) {
      return known.getHold();
    }
    var own = requireNonNull(request).byok();
    return own == null
        ? Vectors.oneRequest(heldNanocredits)
        : Vectors.oneRequest(heldNanocredits, own.spendNanocredits());
  }

  /** All that is to be known of it, made at the first call. Any thread. */
  Admission admission() {
    var known = admission;
    if (known == null) {
      known =
          new AdmittedRequest(
                  requireNonNull(request), held(), n, day, admittedMillis, admittedBootMillis)
              .toProto();
      admission = known;
    }
    return known;
  }

  /** What the request may cost at most: what is held, or more. */
  long boundNanocredits() {
    return boundNanocredits;
  }

  /** What is held is short of the bound by so much. */
  long unbackedNanocredits() {
    return boundNanocredits - heldNanocredits;
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

  /** It has lasted as long as a request may: what its Envoy still says of it is on its way. */
  void isOver(long quietMillisNow) {
    if (overQuietMillis < 0) {
      overQuietMillis = quietMillisNow;
    }
  }

  /** For how long the log has been read to its end since then. */
  long quietMillisSinceOver(long quietMillisNow) {
    return overQuietMillis < 0 ? 0 : quietMillisNow - overQuietMillis;
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

  /** What is known of it, now that nothing more will be. */
  Usage factsSoFar() {
    var facts = progress == null ? Usage.newBuilder() : progress.facts().toBuilder();
    return facts.setError(UNSEEN).build();
  }

  /** What went by of it; null if no line told that it was sent. */
  @Nullable Traffic trafficSoFar() {
    return progress == null || !progress.sentUpstream() ? null : progress.traffic();
  }

  /** What its lines have told of its cost so far, as a settlement; null if nothing. */
  @Nullable UsageReport soFar() {
    return progress != null && progress.facts().hasTokens()
        ? new UsageReport(factsSoFar(), true, true, progress.traffic())
        : null;
  }

  void setProgress(UsageReport report) {
    progress = report;
    lineSeen = true;
  }
}
