package dev.tollgate.authz.providers;

import dev.tollgate.authz.authn.apikey.ChangeSubscriber;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.authz.sealing.UnreadableException;
import dev.tollgate.kit.config.Secret;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers with the platform's keys for them, as of now. Keys that are stored are read at the
 * start and after each change of them; what is known goes on when the database is down. Whoever
 * asks gets one immutable catalog, without a lock and without waiting; any thread.
 */
public final class SystemKeys implements Supplier<ProviderCatalog>, ChangeSubscriber {
  private static final Logger log = LoggerFactory.getLogger(SystemKeys.class);

  private final ProviderKeySettings settings;
  private final StoredKeys stored;
  private final AtomicLong failures = new AtomicLong();

  /** By provider. Only the thread that follows changes uses it. */
  private Map<String, Opened> opened = Map.of();

  private boolean failing;
  private volatile int unreadable;
  private volatile ProviderCatalog current;

  /**
   * A stored key.
   *
   * @param key null if it is not known
   * @param readable whether what is stored could be decrypted
   */
  private record Opened(StoredKey stored, @Nullable Secret key, boolean readable) {
    boolean isOf(StoredKey other) {
      return isSame(other)
          && Arrays.equals(stored.sealed().ciphertext(), other.sealed().ciphertext());
    }

    /** The same key, perhaps sealed anew. */
    boolean isSame(StoredKey other) {
      return stored.id().equals(other.id());
    }
  }

  /** Knows the configuration's keys alone until {@link #refresh}. */
  public SystemKeys(ProviderKeySettings settings, StoredKeys stored, MeterRegistry registry) {
    this.settings = settings;
    this.stored = stored;
    var configured = settings.configured();
    this.current =
        settings.source().configured()
            ? configured
            : configured.withKeys(Map.of(), configured.names(), false);
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
    var sealer = settings.sealer();
    if (!settings.source().stored() || sealer == null) {
      return true;
    }
    try {
      apply(stored.all(), sealer);
      failing = false;
    } catch (SQLException e) {
      failures.incrementAndGet();
      if (!failing) {
        log.warn(
            "Stored keys of providers cannot be read, and are tried again: {}", e.getMessage());
      }
      failing = true;
    }
    return !failing;
  }

  private void apply(List<StoredKey> rows, Sealer opener) {
    var next = new HashMap<String, Opened>();
    var keys = new HashMap<String, Secret>();
    var unknown = new HashSet<String>();
    for (var row : rows) {
      var before = opened.get(row.provider());
      var now = before != null && before.isOf(row) ? before : open(row, before, opener);
      next.put(row.provider(), now);
      var key = now.key();
      if (key == null) {
        unknown.add(row.provider());
      } else {
        keys.put(row.provider(), key);
      }
    }
    opened = next;
    unreadable = (int) next.values().stream().filter(key -> !key.readable()).count();
    current = settings.configured().withKeys(keys, unknown, settings.source().configured());
  }

  /** A key that was only sealed anew, with what is not here yet, is still the one that is known. */
  private static Opened open(StoredKey row, @Nullable Opened before, Sealer opener) {
    try {
      return new Opened(row, opener.open(row.sealed(), row.place()), true);
    } catch (UnreadableException e) {
      log.error(
          "The stored key of {} ({}) cannot be read here: {}",
          row.provider(),
          row.id(),
          e.getMessage());
      return new Opened(row, before != null && before.isSame(row) ? before.key() : null, false);
    }
  }
}
