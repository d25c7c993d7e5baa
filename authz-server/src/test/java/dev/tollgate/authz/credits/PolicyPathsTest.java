package dev.tollgate.authz.credits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.pricing.window.LimitId.Kind;
import dev.tollgate.pricing.window.Period;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PolicyPathsTest {
  private static final String WALLET = "wallet:user:alice";

  private final KnownLimits limits = new KnownLimits();
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-21T23:59:59.999Z"));
  private final Feed feed = new Feed();
  private final PolicyPaths paths = new PolicyPaths(feed, now::get);

  /** What the ledger said, as a test says it. */
  private final class Feed implements PolicyPaths.Source {
    boolean known = true;
    long changes;

    @Override
    public @Nullable KnownLimits get() {
      return known ? limits : null;
    }

    @Override
    public long changes() {
      return changes;
    }
  }

  private static Principal principal(String keyId) {
    return new Principal(
        keyId,
        "alice",
        "org-1",
        "acme",
        "",
        Set.of(),
        "managed",
        "managed",
        "default",
        List.of(WALLET),
        Validity.UNLIMITED,
        Restrictions.NONE);
  }

  private void set(String owner, Kind kind, Period period, boolean exists) {
    limits.set(owner, kind, period, exists);
    feed.changes++;
  }

  @Test
  void nobodyPassesBeforeItIsKnownWhichLimitsThereAre() {
    feed.known = false;
    assertThat(paths.of(principal("k"))).isNull();
  }

  @Test
  void whoHasNoLimitPaysFromItsWalletAlone() {
    set("key:other", Kind.BUDGET, Period.DAY, true);
    assertThat(paths.of(principal("k")))
        .extracting(ChargePath::accounts)
        .isEqualTo(List.of(WALLET));
  }

  @Test
  void creditsComeBeforeRequestsBecauseWhatOnlyMoneyMendsIsTheAnswer() {
    set("organization:acme", Kind.QUOTA, Period.MONTH, true);
    set("key:k", Kind.QUOTA, Period.DAY, true);
    set("user:alice", Kind.BUDGET, Period.WEEK, true);
    set("key:k", Kind.BUDGET, Period.DAY, true);
    set("organization:acme", Kind.BUDGET, Period.MONTH, true);
    set("organization:acme", Kind.SPEND, Period.MONTH, true);
    set("key:k", Kind.SPEND, Period.WEEK, true);
    assertThat(paths.of(principal("k")))
        .extracting(ChargePath::accounts)
        .isEqualTo(
            List.of(
                WALLET,
                "budget:key:k:day:2026-11-21",
                "budget:user:alice:week:2026-W47",
                "budget:organization:acme:month:2026-11",
                "spend:key:k:week:2026-W47",
                "spend:organization:acme:month:2026-11",
                "quota:key:k:day:2026-11-21",
                "quota:organization:acme:month:2026-11"));
  }

  @Test
  void aPathIsOneObjectUntilItsFirstWindowEndsWhateverHappensToOthers() {
    var principal = principal("k");
    set("key:k", Kind.BUDGET, Period.DAY, true);
    set("organization:acme", Kind.BUDGET, Period.MONTH, true);
    var first = paths.of(principal);
    set("key:other", Kind.BUDGET, Period.DAY, true);
    assertThat(paths.of(principal)).isSameAs(first);
    now.set(Instant.parse("2026-11-22T00:00:00Z"));
    var next = paths.of(principal);
    assertThat(next)
        .extracting(ChargePath::accounts)
        .isEqualTo(
            List.of(
                WALLET, "budget:key:k:day:2026-11-22", "budget:organization:acme:month:2026-11"));
    assertThat(paths.of(principal)).isSameAs(next);
  }

  @Test
  void aLimitThatIsSetOrRemovedChangesThePath() {
    var principal = principal("k");
    var without = paths.of(principal);
    set("user:alice", Kind.QUOTA, Period.DAY, true);
    assertThat(paths.of(principal))
        .extracting(ChargePath::accounts)
        .isEqualTo(List.of(WALLET, "quota:user:alice:day:2026-11-21"));
    set("user:alice", Kind.QUOTA, Period.DAY, false);
    assertThat(paths.of(principal)).isNotNull().usingRecursiveComparison().isEqualTo(without);
    assertThat(limits.size()).isZero();
  }

  @Test
  void daysEndWhereTheOrganizationIs() {
    var principal = principal("k");
    set("key:k", Kind.BUDGET, Period.DAY, true);
    var utc = paths.of(principal);
    limits.zone("acme", ZoneId.of("Asia/Tokyo"));
    feed.changes++;
    var tokyo = requireNonNull(paths.of(principal));
    assertThat(tokyo).isNotSameAs(utc);
    var today = "budget:key:k:day:2026-11-22";
    assertThat(tokyo.accounts()).containsExactly(WALLET, today);
    assertThat(tokyo.resetsAt(today)).isEqualTo("2026-11-22T15:00:00Z");
    assertThat(tokyo.resetsAt(WALLET)).isNull();
  }

  @Test
  void onePrincipalsPathIsNeverAnothers() {
    set("key:k7", Kind.BUDGET, Period.DAY, true);
    for (int i = 0; i < 20_000; i++) {
      var path = requireNonNull(paths.of(principal("k" + i)));
      assertThat(path.accounts()).hasSize(i == 7 ? 2 : 1);
    }
  }
}
