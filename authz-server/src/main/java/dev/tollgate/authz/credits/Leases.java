package dev.tollgate.authz.credits;

import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Amounts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The replica's lease on every account it has met. Lock-free: an undo only ever adds, so a race can
 * deny wrongly for microseconds but never admit wrongly.
 */
final class Leases {
  /** Where days end last. */
  private static final ZoneOffset WESTERNMOST = ZoneOffset.ofHours(-12);

  private static final Duration ENDED_FOR = Duration.ofHours(1);

  private final String historyId;
  private final FreeTarget.Rules rules;
  private final LongSupplier nanoTime;
  private final Map<String, Lease> byAccount = new ConcurrentHashMap<>();

  /** Accounts with free lease or a target for it. */
  private final Set<String> watched = ConcurrentHashMap.newKeySet();

  /** Accounts of which something goes back with the next report. */
  private final Set<String> surplus = ConcurrentHashMap.newKeySet();

  private volatile boolean keepsNothing;

  /**
   * @param historyId the ledger's history that granted them
   */
  Leases(String historyId, FreeTarget.Rules rules, LongSupplier nanoTime) {
    this.historyId = historyId;
    this.rules = rules;
    this.nanoTime = nanoTime;
  }

  String historyId() {
    return historyId;
  }

  Lease of(String account) {
    var lease = byAccount.get(account);
    return lease != null
        ? lease
        : byAccount.computeIfAbsent(account, a -> new Lease(nanoTime.getAsLong()));
  }

  /** Takes an amount from free lease on every account of a path, or on none. */
  boolean take(List<String> path, Amounts amounts) {
    for (int i = 0; i < path.size(); i++) {
      if (!of(path.get(i)).take(Vectors.component(path.get(i), amounts))) {
        give(path.subList(0, i), amounts);
        return false;
      }
    }
    return true;
  }

  /** Whether every account of a path in credits can give so much, as far as is known. */
  boolean canSpare(List<String> path, long nanocredits) {
    long now = nanoTime.getAsLong();
    for (int i = 0; i < path.size(); i++) {
      var account = path.get(i);
      if (!Vectors.countsRequests(account) && of(account).spare(now) < nanocredits) {
        return false;
      }
    }
    return true;
  }

  /** Open holds of a path are short of their bounds by so much more, or less if it is negative. */
  void unbacked(List<String> path, long nanocredits) {
    for (int i = 0; i < path.size(); i++) {
      if (!Vectors.countsRequests(path.get(i))) {
        of(path.get(i)).unbacked(nanocredits);
      }
    }
  }

  /** Makes an amount free lease again: of the same leases that it was taken from. */
  void give(List<String> path, Amounts amounts) {
    for (var account : path) {
      give(account, Vectors.component(account, amounts));
    }
  }

  void give(String account, long amount) {
    if (amount <= 0) {
      return;
    }
    var lease = of(account);
    while (!lease.give(amount)) {
      byAccount.remove(account, lease);
      lease = of(account);
    }
    watched.add(account);
    if (keepsNothing || lease.target().isScarce(nanoTime.getAsLong())) {
      surplus.add(account);
    }
  }

  /**
   * Counts an admitted hold.
   *
   * @return whether some account of the path has less free lease than it should
   */
  boolean held(List<String> path, Amounts hold) {
    boolean low = false;
    for (int i = 0; i < path.size(); i++) {
      var lease = of(path.get(i));
      lease.held(Vectors.component(path.get(i), hold));
      low |= lease.isLow();
    }
    return low;
  }

  /** A request found too little free lease of an account. */
  void missed(String account, long hold) {
    of(account).missed(hold, nanoTime.getAsLong(), rules);
    watched.add(account);
  }

  /** What is free of an account goes back, and nothing of it is kept for a while. */
  void recall(String account) {
    var lease = byAccount.get(account);
    if (lease != null) {
      lease.scarce(nanoTime.getAsLong());
      surplus.add(account);
    }
  }

  /** Credit came in: the account may be asked for again. */
  void toppedUp(String account) {
    var lease = byAccount.get(account);
    if (lease != null) {
      lease.forgetDenial();
    }
  }

  /** From now on whatever is free goes back. */
  void keepNothing() {
    keepsNothing = true;
    surplus.addAll(watched);
  }

  /** Looks what has become too much. By one thread, several times a second. */
  void tick() {
    long now = nanoTime.getAsLong();
    for (var accounts = watched.iterator(); accounts.hasNext(); ) {
      var account = accounts.next();
      var lease = of(account);
      if (!lease.tick(now, rules)) {
        accounts.remove();
        watchIfNeeded(account, lease);
      }
      if (lease.surplus(now, rules) > 0) {
        surplus.add(account);
      }
    }
  }

  /** Something may have been given just before it was removed. */
  private void watchIfNeeded(String account, Lease lease) {
    if (lease.available() > 0 || lease.target().amount() > 0) {
      watched.add(account);
    }
  }

  /**
   * Takes what should go back and hands it to the consumer, account by account. What a consumer
   * throws ends that; what it was handed then is its to give again.
   */
  void takeSurplus(ObjLongConsumer<String> consumer) {
    for (var accounts = surplus.iterator(); accounts.hasNext(); ) {
      var account = accounts.next();
      accounts.remove();
      var lease = of(account);
      long amount = keepsNothing ? lease.takeAll() : lease.takeSurplus(nanoTime.getAsLong(), rules);
      if (amount > 0) {
        consumer.accept(account, amount);
      }
    }
  }

  /** Whether something goes back with the next report. */
  boolean hasSurplus() {
    return !surplus.isEmpty();
  }

  /**
   * Forgets the windows that have ended: the ledger grants nothing of them any more, and says
   * nothing of their totals. What is given back to one later is a lease of its own.
   */
  void forgetEnded(Instant now) {
    byAccount
        .entrySet()
        .removeIf(e ->
            hasEnded(e.getKey(), now) && !watched.contains(e.getKey()) && e.getValue().retire());
  }

  private static boolean hasEnded(String id, Instant now) {
    var account = WindowAccount.parse(id);
    return account != null && account.window().endsAt(WESTERNMOST).plus(ENDED_FOR).isBefore(now);
  }

  /** The refusal that is known without asking, or null. */
  HoldOutcome.@Nullable Insufficient knownDenial(List<String> path, Amounts hold) {
    for (var account : path) {
      long amount = Vectors.component(account, hold);
      var balance = of(account).balanceBelow(amount, nanoTime.getAsLong());
      if (balance != null) {
        return new HoldOutcome.Insufficient(account, balance, hold.getNanocredits());
      }
    }
    return null;
  }

  /** Of wallets: a budget counts the same credits once more, and a quota counts requests. */
  long availableOfWallets() {
    return byAccount.entrySet().stream()
        .filter(e -> isWallet(e.getKey()))
        .mapToLong(e -> e.getValue().available())
        .sum();
  }

  static boolean isWallet(String account) {
    return account.startsWith("wallet:");
  }

  /** What should be free of all wallets together. */
  long targetTotal() {
    return watched.stream()
        .filter(Leases::isWallet)
        .mapToLong(account -> of(account).target().amount())
        .sum();
  }
}
