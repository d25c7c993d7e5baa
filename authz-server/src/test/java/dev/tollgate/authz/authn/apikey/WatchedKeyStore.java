package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts lookups of the store behind it, can hold back what one found, and can be cut off. */
final class WatchedKeyStore implements KeyStore {
  private final KeyStore store;
  final AtomicInteger lookups = new AtomicInteger();
  volatile Runnable afterLookup = () -> {};
  volatile boolean down;

  WatchedKeyStore(KeyStore store) {
    this.store = store;
  }

  @Override
  public @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException {
    lookups.incrementAndGet();
    check();
    var found = store.find(digests);
    afterLookup.run();
    return found;
  }

  @Override
  public long newestChange() throws SQLException {
    check();
    return store.newestChange();
  }

  @Override
  public List<Change> changesAfter(long n, int limit) throws SQLException {
    check();
    return store.changesAfter(n, limit);
  }

  private void check() throws SQLException {
    if (down) {
      throw new SQLException("cut off");
    }
  }
}
