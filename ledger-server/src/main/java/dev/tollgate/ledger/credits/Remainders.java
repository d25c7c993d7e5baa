package dev.tollgate.ledger.credits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What each of an account's grants that expire has left. The account's row is kept up to date by
 * every charge and knows two sums, {@link AccountRow#lapsed} and {@link AccountRow#expiring}; the
 * grants are brought to them only when one is added or expires. Nothing is lost by waiting: between
 * two such moments both sums only fall, and the first to expire is always spent first.
 */
final class Remainders {
  private final List<DatedGrant> grants;

  private Remainders(List<DatedGrant> grants) {
    this.grants = grants;
  }

  /**
   * Grants brought to the sums of their account.
   *
   * @param grants those with something left, the first to expire first
   */
  static Remainders of(List<DatedGrant> grants, AccountRow account) {
    var remainders = new Remainders(new ArrayList<>(grants));
    remainders.lower(DatedGrant::expired, account.lapsed());
    remainders.lower(grant -> !grant.expired(), account.expiring());
    return remainders;
  }

  /** Expires what is due, and returns how much that leaves to be claimed. */
  long expire(Instant now) {
    long amount = 0;
    for (int i = 0; i < grants.size(); i++) {
      var grant = grants.get(i);
      if (!grant.expired() && !grant.expiresAt().isAfter(now)) {
        amount += grant.remaining();
        grants.set(i, grant.expire());
      }
    }
    return amount;
  }

  /** Brings the expired ones to another sum. */
  void lowerExpired(long sum) {
    lower(DatedGrant::expired, sum);
  }

  List<DatedGrant> grants() {
    return List.copyOf(grants);
  }

  /** Spends from the first until no more than the sum is left of some of the grants. */
  private void lower(Predicate<DatedGrant> some, long sum) {
    long excess = grants.stream().filter(some).mapToLong(DatedGrant::remaining).sum() - sum;
    for (int i = 0; i < grants.size() && excess > 0; i++) {
      var grant = grants.get(i);
      if (some.test(grant)) {
        long spent = Math.min(excess, grant.remaining());
        grants.set(i, grant.spend(spent));
        excess -= spent;
      }
    }
  }
}
