package dev.tollgate.authz.authn.apikey;

import dev.tollgate.authz.authn.apikey.Loaded.Missed;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks keys up that are not in memory: each once however many ask, on virtual threads, behind a
 * gate that refuses when it is full.
 *
 * <p>Who asks after a change was applied never gets what was read before it: askers join a load
 * only if no change came since it began, and a load that a change overtook is repeated.
 */
final class KeyLoads {
  private static final Logger log = LoggerFactory.getLogger(KeyLoads.class);
  static final int LOADS_MAX = 1_000;

  /** Fewer than wait at the door: whoever makes a key must find a place there beside them. */
  static final int SLOW_LOADS_MAX = 4;

  private static final long WARN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Each further try means that a change arrived within one query. */
  private static final int TRIES_MAX = 3;

  private final KeySearch search;
  private final int loadsMax;
  private final KeyCache cache;
  private final ChangeFollower changes;
  private final LongSupplier nanoTime;
  private final AtomicLong warnedNanos;
  private final Map<Flight, CompletableFuture<Loaded>> flights = new ConcurrentHashMap<>();
  private final Semaphore gate;

  /**
   * @param loadsMax how many at a time
   */
  KeyLoads(
      KeySearch search,
      int loadsMax,
      KeyCache cache,
      ChangeFollower changes,
      LongSupplier nanoTime) {
    this.search = search;
    this.loadsMax = loadsMax;
    this.gate = new Semaphore(loadsMax);
    this.cache = cache;
    this.changes = changes;
    this.nanoTime = nanoTime;
    this.warnedNanos = new AtomicLong(nanoTime.getAsLong() - WARN_EVERY_NANOS);
  }

  /** One load of a key; those of another generation are other loads. */
  private record Flight(KeyDigest digest, long generation) {}

  /** Calls back once, on some other thread or, when the gate is full, on this one. */
  void load(String key, KeyDigest digest, Consumer<Loaded> callback) {
    load(key, digest, TRIES_MAX, callback);
  }

  private void load(String key, KeyDigest digest, int triesLeft, Consumer<Loaded> callback) {
    var flight = new Flight(digest, cache.generation());
    var mine = new CompletableFuture<Loaded>();
    var running = flights.putIfAbsent(flight, mine);
    var _ =
        (running == null ? mine : running)
            .thenAccept(loaded -> {
              if (loaded != Missed.OUTDATED) {
                callback.accept(loaded);
              } else if (triesLeft > 1) {
                load(key, digest, triesLeft - 1, callback);
              } else {
                callback.accept(Missed.UNAVAILABLE);
              }
            });
    if (running == null) {
      begin(key, flight, mine);
    }
  }

  private void begin(String key, Flight flight, CompletableFuture<Loaded> result) {
    if (gate.tryAcquire()) {
      Thread.ofVirtual().name("key-load").start(() -> run(key, flight, result));
    } else {
      end(flight, result, Missed.OVERLOADED);
    }
  }

  private void run(String key, Flight flight, CompletableFuture<Loaded> result) {
    Loaded loaded = Missed.UNAVAILABLE;
    try {
      loaded = read(key, flight);
    } catch (SQLException | RuntimeException e) {
      warn(e);
    } finally {
      gate.release();
      end(flight, result, loaded);
    }
  }

  /** An outage is no reason to write a line a request. */
  private void warn(Exception e) {
    long now = nanoTime.getAsLong();
    long last = warnedNanos.get();
    if (now - last >= WARN_EVERY_NANOS && warnedNanos.compareAndSet(last, now)) {
      log.warn("Keys cannot be looked up: {}", e.getMessage());
    }
  }

  private void end(Flight flight, CompletableFuture<Loaded> result, Loaded loaded) {
    flights.remove(flight);
    result.complete(loaded);
  }

  private Loaded read(String key, Flight flight) throws SQLException {
    if (!changes.trusted()) {
      return Missed.UNAVAILABLE;
    }
    var remembered = cache.get(flight.digest()); // by a load that ended as this one began
    if (remembered != null) {
      return new Loaded.Read(remembered);
    }
    var found = search.find(key, flight.digest());
    if (found.isEmpty()) {
      return Missed.OVERLOADED;
    }
    return cache.put(flight.digest(), found.get(), flight.generation())
        ? new Loaded.Read(found.get())
        : Missed.OUTDATED;
  }

  /** How many keys are being looked up. */
  int running() {
    return loadsMax - gate.availablePermits();
  }
}
