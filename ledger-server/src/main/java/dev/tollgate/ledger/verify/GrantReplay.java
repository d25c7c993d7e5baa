package dev.tollgate.ledger.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What grants with a date must have left, from one account's entries in their order: charges spend
 * what has expired first, then what is still to expire, then the rest; withdrawals begin with the
 * rest; an expiry takes from what has expired. Among grants the first to expire is spent first.
 */
final class GrantReplay {
  /**
   * A grant as its row says.
   *
   * @param order of expiry
   * @param asOf the entry at which {@code remaining} was written
   * @param expiredAfter the newest entry when it expired; null if it has not
   */
  record Claimed(
      int order,
      long id,
      String movement,
      long remaining,
      long asOf,
      @Nullable Long expiredAfter) {}

  /** Grants with something left, by their order, and the sum of that. */
  private static final class Pool {
    private final TreeMap<Integer, Long> left = new TreeMap<>();
    private long sum;

    void add(int order, long amount) {
      left.put(order, amount);
      sum += amount;
    }

    /** Spends from the first; returns what there was not. */
    long spend(long amount) {
      long rest = amount;
      while (rest > 0 && !left.isEmpty()) {
        var first = left.firstEntry();
        long spent = Math.min(rest, first.getValue());
        left.merge(first.getKey(), -spent, (was, less) -> was + less == 0 ? null : was + less);
        sum -= spent;
        rest -= spent;
      }
      return rest;
    }

    long remove(int order) {
      var amount = left.remove(order);
      sum -= amount == null ? 0 : amount;
      return amount == null ? 0 : amount;
    }
  }

  private final String account;
  private final Map<String, Claimed> byMovement = new HashMap<>();
  private final Map<Long, List<Claimed>> expiringAfter = new HashMap<>();
  private final Map<Long, List<Claimed>> writtenAt = new HashMap<>();
  private final Consumer<Difference> differences;
  private final Pool live = new Pool();
  private final Pool expired = new Pool();
  private long balance;
  private long last;

  /** Begins before the account's first entry. */
  GrantReplay(String account, List<Claimed> claimed, Consumer<Difference> differences) {
    this.account = account;
    this.differences = differences;
    for (var row : claimed) {
      byMovement.put(row.movement(), row);
      writtenAt.computeIfAbsent(row.asOf(), _ -> new ArrayList<>()).add(row);
      if (row.expiredAfter() != null) {
        expiringAfter.computeIfAbsent(row.expiredAfter(), _ -> new ArrayList<>()).add(row);
      }
    }
  }

  void entry(long seq, String kind, long amount, String cause) {
    switch (kind) {
      case "charge", "correction" -> live.spend(expired.spend(Math.max(0, -amount)));
      case "withdrawal", "adjustment" -> expired.spend(live.spend(beyondTheRest(-amount)));
      case "opening", "opening_use" -> {} // never expires, and spends nothing that does
      case "expiry" -> expired.spend(-amount);
      default -> grant(byMovement.get(cause), amount);
    }
    balance += amount;
    last = seq;
    expire(expiringAfter.getOrDefault(seq, List.of()));
    compare(writtenAt.getOrDefault(seq, List.of()));
  }

  private long beyondTheRest(long amount) {
    return Math.max(0, amount - (Math.max(0, balance) - live.sum - expired.sum));
  }

  /** A grant pays what the account owes first. */
  private void grant(@Nullable Claimed claimed, long amount) {
    if (claimed != null) {
      live.add(claimed.order(), Math.max(0, balance + amount) - Math.max(0, balance));
    }
  }

  private void expire(List<Claimed> rows) {
    rows.forEach(row -> expired.add(row.order(), live.remove(row.order())));
  }

  private void compare(List<Claimed> rows) {
    for (var row : rows) {
      var pool = expired.left.containsKey(row.order()) ? expired : live;
      long left = pool.left.getOrDefault(row.order(), 0L);
      if (row.remaining() != left) {
        differ(grant(row), "remaining", left + " as of entry " + row.asOf(), row.remaining());
      }
    }
  }

  private String grant(Claimed row) {
    return "grant " + row.id() + " of " + account;
  }

  private void differ(String subject, String column, Object expected, Object found) {
    differences.accept(
        new Difference("I3", subject, column, String.valueOf(expected), String.valueOf(found)));
  }

  /** Compares with the account's own sums, after its last entry. */
  void end(long claimedExpiring, long claimedLapsed) {
    for (var row : byMovement.values()) {
      if (row.asOf() > last) {
        differ(grant(row), "as_of", last + " or less", row.asOf());
      }
      if (row.expiredAfter() != null && row.expiredAfter() > last) {
        differ(grant(row), "expired_after", last + " or less", row.expiredAfter());
      }
    }
    if (claimedExpiring != live.sum) {
      differ("account " + account, "expiring", live.sum, claimedExpiring);
    }
    if (claimedLapsed != expired.sum) {
      differ("account " + account, "lapsed", expired.sum, claimedLapsed);
    }
  }
}
