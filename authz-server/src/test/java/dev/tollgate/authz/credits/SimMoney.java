package dev.tollgate.authz.credits;

import dev.tollgate.ledger.credits.Limits;
import dev.tollgate.ledger.credits.MemoryMovements;
import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The payers: wallets into which credit comes and from which it goes, and limits that change. */
final class SimMoney {
  static final List<String> WALLETS = List.of("wallet:user:a", "wallet:user:b");
  private static final List<LimitId> LIMITS = limits();
  private static final String ORGANIZATION = "default";
  private static final long EXPIRE_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int DATE_SECONDS_MAX = 120;
  private static final int SUSPENDED_SECONDS_MAX = 30;

  private final SimWorld world;
  private final MemoryMovements movements;
  private final Limits limits;

  SimMoney(SimWorld world) throws SQLException {
    this.world = world;
    this.movements = new MemoryMovements(world.store);
    this.limits = new Limits(world.store, world::instant);
    for (var wallet : WALLETS) {
      movements.grant("first " + wallet, wallet, world.plan.credit());
    }
    for (var limit : LIMITS) {
      var _ = limits.set(limit, ORGANIZATION, world.plan.credit());
    }
    expireLater();
  }

  /** A budget of a day, which ends within a run, and a quota of a month, which may. */
  private static List<LimitId> limits() {
    var limits = new ArrayList<LimitId>();
    for (var id : List.of("budget:key:k:day:2026-01-01", "quota:key:k:month:2026-01")) {
      var window = WindowAccount.parse(id);
      if (window != null) {
        limits.add(window.limit());
      }
    }
    return List.copyOf(limits);
  }

  /** The accounts of a limited request's windows at a time. */
  static List<String> windows(Instant now) {
    return LIMITS.stream()
        .map(limit ->
            WindowAccount.at(limit.kind(), limit.owner(), limit.period(), now, ZoneOffset.UTC).id())
        .toList();
  }

  /**
   * Whether an account is a window that is over: what was leased of it in an answer that got lost
   * comes home when its replica opens itself again.
   */
  boolean hasEnded(String account) {
    var window = WindowAccount.parse(account);
    return window != null && window.window().endsAt(ZoneOffset.UTC).isBefore(world.instant());
  }

  private void expireLater() {
    world.time.in(
        EXPIRE_NANOS,
        "expiry",
        () -> {
          movements.expire(world.instant());
          expireLater();
        });
  }

  /** Something comes in, goes out, ends or is limited otherwise. */
  void move() throws SQLException {
    var key = "movement " + world.time.steps();
    var wallet = world.pick(WALLETS);
    long amount = world.random.nextLong(1, world.plan.credit());
    switch (world.random.nextInt(20)) {
      case 0, 1, 2, 3 -> movements.withdraw(key, wallet, amount);
      case 4, 5, 6 ->
          movements.grantUntil(
              key,
              wallet,
              amount,
              world.instant().plusSeconds(world.random.nextInt(1, DATE_SECONDS_MAX)));
      case 7 -> suspend(wallet);
      case 8, 9, 10, 11, 12 -> {
        var _ = limits.set(world.pick(LIMITS), ORGANIZATION, 4 * amount);
      }
      case 13 -> {
        var _ = limits.remove(world.pick(LIMITS));
      }
      default -> movements.grant(key, wallet, amount);
    }
  }

  private void suspend(String wallet) throws SQLException {
    movements.suspend(wallet, true);
    world.time.in(
        Duration.ofSeconds(world.random.nextInt(SUSPENDED_SECONDS_MAX)).toNanos(),
        "resumed",
        () -> movements.suspend(wallet, false));
  }
}
