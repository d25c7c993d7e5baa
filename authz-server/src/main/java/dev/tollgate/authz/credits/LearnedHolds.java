package dev.tollgate.authz.credits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Amounts;
import dev.tollgate.proto.ledger.v1.Byok;
import org.HdrHistogram.ShortCountsHistogram;
import org.jspecify.annotations.Nullable;

/**
 * How much is held for a request. As a rule its bound. A payer with room to spare is held for what
 * share of their bounds 99 of 100 requests of this key and model have cost, so that callers do not
 * starve each other with holds of many times what they use. What all open holds of this replica are
 * short of their bounds must be there all the same, unleased or free here. What a cost exceeds its
 * hold by is taken from free lease when it settles. Learned from this process's exact settlements
 * alone, from the last 500 to 1,000 of each key and model.
 *
 * <p>Threads: one records, any number ask.
 */
final class LearnedHolds {
  /** The keys and models of a busy hour; who is rarer is held at the bound. */
  private static final int KNOWN_MAX = 4_096;

  /** A payer has room to spare if it could give so many bounds. */
  private static final long SPARE_BOUNDS = 2;

  private final boolean learns;
  private final CreditsMetrics metrics;
  private final Cache<Subject, Share> shares = Caffeine.newBuilder().maximumSize(KNOWN_MAX).build();

  private record Subject(String keyId, String model) {}

  /**
   * @param learns whether anything but the bound is ever held
   */
  LearnedHolds(boolean learns, CreditsMetrics metrics) {
    this.learns = learns;
    this.metrics = metrics;
  }

  /** What to hold for a request: its bound or, with the platform's key, less. */
  Amounts hold(HoldRequest request, Leases leases) {
    long bound = request.holdNanocredits();
    var own = request.byok();
    if (own != null) {
      return Vectors.oneRequest(bound, own.spendNanocredits());
    }
    long expected = learns ? expected(request.keyId(), request.model(), bound) : bound;
    boolean spares = expected < bound && leases.canSpare(request.path(), SPARE_BOUNDS * bound);
    return Vectors.oneRequest(spares ? expected : bound);
  }

  /** What 99 of 100 cost at most; the bound if too little is known. */
  private long expected(String keyId, String model, long bound) {
    @Nullable Share share = shares.getIfPresent(new Subject(keyId, model));
    int permille = share == null ? Share.UNKNOWN : share.permille;
    return permille >= Share.WHOLE ? bound : Math.ceilDiv(bound, Share.WHOLE) * permille;
  }

  /** A request of this bound had this cost, in nanocredits, for certain. */
  void record(Admission admission, long bound, long cost) {
    if (!learns || bound <= 0 || admission.getByok() != Byok.BYOK_UNSPECIFIED) {
      return;
    }
    var subject = new Subject(admission.getKeyId(), admission.getModel());
    shares.get(subject, _ -> new Share()).record(bound, cost);
    long held = admission.getHold().getNanocredits();
    if (held < bound) {
      metrics.learnedHoldSettled(held, cost);
    }
  }

  /** A quantile over two generations of counts: when the newer one is full, the older one goes. */
  private static final class Share {
    static final int WHOLE = 1_000;
    static final int UNKNOWN = WHOLE;

    private static final double QUANTILE_PERCENT = 99;
    private static final int KNOWN_FROM = 20;
    private static final int GENERATION = 500;
    private static final int RECOMPUTED_EVERY = 10;

    private ShortCountsHistogram newer = empty();
    private ShortCountsHistogram older = empty();
    private volatile int permille = UNKNOWN;

    private static ShortCountsHistogram empty() {
      return new ShortCountsHistogram(WHOLE, 1);
    }

    void record(long bound, long cost) {
      double share = (double) cost / bound;
      newer.recordValue((long) Math.ceil(Math.clamp(share, 0, 1) * WHOLE));
      long counted = newer.getTotalCount();
      if (counted >= GENERATION) {
        older = newer;
        newer = empty();
      }
      if (counted % RECOMPUTED_EVERY == 0) {
        recompute();
      }
    }

    private void recompute() {
      var both = newer.copy();
      both.add(older);
      if (both.getTotalCount() >= KNOWN_FROM) {
        long quantile = both.getValueAtPercentile(QUANTILE_PERCENT);
        permille = Math.clamp(quantile, 1, WHOLE);
      }
    }
  }
}
