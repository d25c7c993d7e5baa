package dev.tollgate.authz.providers;

import static java.util.Objects.requireNonNull;

import dev.tollgate.authz.authn.apikey.ChangeSubscriber;
import dev.tollgate.authz.providers.HeldKey.Reading;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers with the platform's keys for them, as of now, and which of them are switched off.
 * What is stored is read at the start and after each change; what is known goes on when the
 * database is down. Before it has answered once nobody is sent anything: what was switched off, or
 * replaced, must not come back by a restart. Whoever asks gets one immutable catalog, without a
 * lock and without waiting; any thread.
 *
 * <p>A service that keeps the key-encryption key is asked once for each key, apart from the thread
 * that follows changes, and again and again where it gives no answer. Until it has answered once,
 * or failed to, requests go out as before; then those that need the key are refused.
 */
public final class SystemKeys implements Supplier<ProviderCatalog>, ChangeSubscriber {
  private static final Logger log = LoggerFactory.getLogger(SystemKeys.class);

  private final ProviderKeySettings settings;
  private final StoredProviders stored;
  private final RetryPause firstPause;
  private final AtomicLong failures = new AtomicLong();

  /** By provider. Guarded by this, which nobody holds while a key is opened. */
  private Map<String, HeldKey> held = Map.of();

  /** Names of providers; guarded by this. */
  private Set<String> disabled = Set.of();

  /** Whether the database was asked successfully; guarded by this. */
  private boolean loaded;

  /** Only the thread that follows changes uses it. */
  private boolean failing;

  private volatile int unreadable;
  private volatile ProviderCatalog current;

  /** Knows no keys until {@link #refresh}. */
  public SystemKeys(ProviderKeySettings settings, StoredProviders stored, MeterRegistry registry) {
    this(settings, stored, RetryPause.FIRST, registry);
  }

  SystemKeys(
      ProviderKeySettings settings,
      StoredProviders stored,
      RetryPause firstPause,
      MeterRegistry registry) {
    this.settings = settings;
    this.stored = stored;
    this.firstPause = firstPause;
    this.current = settings.configured().unread();
    Gauge.builder("tollgate_providers_unreadable_keys", this, keys -> keys.unreadable)
        .description("Stored keys of providers that cannot be decrypted here")
        .register(registry);
    FunctionCounter.builder("tollgate_providers_key_load_failures", failures, AtomicLong::get)
        .description("How often stored keys of providers could not be read from the database")
        .register(registry);
  }

  @Override
  public ProviderCatalog get() {
    return current;
  }

  @Override
  public boolean refresh() {
    try {
      apply(stored.disabled(), settings.source().stored() ? stored.keys() : List.of());
      failing = false;
    } catch (SQLException e) {
      failures.incrementAndGet();
      if (!failing) {
        log.warn(
            "What is stored of providers cannot be read, and is tried again: {}", e.getMessage());
      }
      failing = true;
    }
    return !failing;
  }

  private synchronized void apply(Set<String> nowDisabled, List<StoredKey> rows) {
    if (!nowDisabled.equals(disabled)) {
      log.info("Providers that are switched off: {}", new TreeSet<>(nowDisabled));
    }
    disabled = Set.copyOf(nowDisabled);
    var next = new HashMap<String, HeldKey>();
    for (var row : rows) {
      var before = held.get(row.provider());
      next.put(row.provider(), before != null && before.isOf(row) ? before : take(row));
    }
    held = next;
    loaded = true;
    publish();
  }

  private HeldKey take(StoredKey row) {
    var sealer = requireNonNull(settings.sealer()); // else nothing that is stored counts
    var before = held.get(row.provider());
    if (!sealer.opensAtOnce(row.sealed())) {
      Thread.ofVirtual().name("open " + row.provider()).start(() -> openInTheEnd(row, sealer));
      return HeldKey.asked(row, before, !loaded);
    }
    try {
      return HeldKey.opened(row, sealer.open(row.sealed(), row.place()));
    } catch (UnreadableException e) {
      logUnreadable(row, e);
      return HeldKey.failed(row, before);
    }
  }

  /** Until it is open, or never will be, or is not what is stored any more. */
  private void openInTheEnd(StoredKey row, Sealer sealer) {
    var pause = firstPause;
    String problem = null;
    try {
      while (true) {
        try {
          if (settle(row, sealer.open(row.sealed(), row.place())) && problem != null) {
            log.info("The stored key of {} ({}) is read again", row.provider(), row.id());
          }
          return;
        } catch (UnreadableException e) {
          if (!settle(row, null)) {
            return;
          }
          if (!String.valueOf(e.getMessage()).equals(problem)) {
            problem = String.valueOf(e.getMessage());
            logUnreadable(row, e);
          }
          if (!e.passing()) {
            return;
          }
        }
        pause.sleep();
        pause = pause.next();
      }
    } catch (InterruptedException e) {
      log.warn("The stored key of {} is not tried again: interrupted", row.provider());
    }
  }

  /**
   * Writes down what became of a try to open a key.
   *
   * @param key null if it failed
   * @return false if it is not what is stored any more
   */
  private synchronized boolean settle(StoredKey row, @Nullable Secret key) {
    var before = held.get(row.provider());
    if (before == null || !before.isOf(row)) {
      return false;
    }
    var next = new HashMap<>(held);
    next.put(row.provider(), key == null ? HeldKey.failed(row, before) : HeldKey.opened(row, key));
    held = next;
    publish();
    return true;
  }

  private void publish() {
    var keys = new HashMap<String, Secret>();
    var unknown = new HashSet<String>();
    held.forEach((provider, key) -> {
      var known = key.known();
      if (known != null) {
        keys.put(provider, known.key());
      } else if (key.unknown()) {
        unknown.add(provider);
      }
    });
    unreadable =
        (int) held.values().stream().filter(key -> key.reading() == Reading.FAILED).count();
    current =
        settings
            .configured()
            .withKeys(keys, unknown, settings.source().configured())
            .without(disabled);
  }

  private static void logUnreadable(StoredKey row, UnreadableException e) {
    log.error(
        "The stored key of {} ({}) cannot be read here: {}",
        row.provider(),
        row.id(),
        e.getMessage());
  }
}
