package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Evidence;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the requests of one day and model must have cost us at their provider, in nanocredits of one
 * book. Adds up; one thread.
 */
public final class ProviderCost {
  /**
   * Of one kind of evidence.
   *
   * @param cost of those that could be priced
   */
  public record OfEvidence(long requests, long cost) {
    static final OfEvidence NONE = new OfEvidence(0, 0);

    OfEvidence plus(long moreRequests, long moreCost) {
      return new OfEvidence(requests + moreRequests, Math.addExact(cost, moreCost));
    }
  }

  private final Map<Evidence, OfEvidence> byEvidence = new EnumMap<>(Evidence.class);
  private long charged;
  private long unpriced;
  private long retries;
  private long tokensIn;
  private long tokensOut;

  /** Requests that were charged alike. */
  record Part(
      Evidence evidence,
      long requests,
      long chargedHere,
      long retries,
      long tokensIn,
      long tokensOut) {}

  /** Adds requests with what they cost. */
  void add(Part part, long cost) {
    byEvidence.merge(
        part.evidence(),
        OfEvidence.NONE.plus(part.requests(), cost),
        (was, more) -> was.plus(more.requests(), more.cost()));
    count(part);
  }

  /** Adds requests of which the book cannot say what they cost. */
  void addUnpriced(Part part) {
    byEvidence.merge(
        part.evidence(),
        OfEvidence.NONE.plus(part.requests(), 0),
        (was, more) -> was.plus(more.requests(), 0));
    unpriced += part.requests();
    count(part);
  }

  private void count(Part part) {
    charged = Math.addExact(charged, part.chargedHere());
    retries += part.retries();
    tokensIn = Math.addExact(tokensIn, part.tokensIn());
    tokensOut = Math.addExact(tokensOut, part.tokensOut());
  }

  public Map<Evidence, OfEvidence> byEvidence() {
    return Map.copyOf(byEvidence);
  }

  public long requests() {
    return byEvidence.values().stream().mapToLong(OfEvidence::requests).sum();
  }

  public long cost() {
    return byEvidence.values().stream().mapToLong(OfEvidence::cost).reduce(0, Math::addExact);
  }

  /** What callers were charged, in nanocredits of whichever book. */
  public long charged() {
    return charged;
  }

  /** Requests of which the book cannot say what they cost: they are in no cost. */
  public long unpriced() {
    return unpriced;
  }

  /** How often a request was sent again. */
  public long retries() {
    return retries;
  }

  public long tokensIn() {
    return tokensIn;
  }

  public long tokensOut() {
    return tokensOut;
  }
}
