package dev.tollgate.authz.authn.apikey;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what is asked of the store and the log behind it, holds back finds, can be cut off. */
final class WatchedKeyStore implements KeyStore, ChangeLog {
  private final KeyStore store;
  private final ChangeLog changes;
  final AtomicInteger lookups = new AtomicInteger();
  final AtomicInteger polls = new AtomicInteger();
  volatile Runnable beforeLookup = () -> {};
  volatile Runnable afterLookup = () -> {};
  volatile boolean down;

  WatchedKeyStore(KeyStore store, ChangeLog changes) {
    this.store = store;
    this.changes = changes;
  }

  @Override
  public @Nullable KnownKey find(List<KeyDigest> digests) throws SQLException {
    lookups.incrementAndGet();
    beforeLookup.run();
    check();
    var found = store.find(digests);
    afterLookup.run();
    return found;
  }

  @Override
  public List<Candidate> withoutIndex(String prefix, List<String> pepperVersions, int limit)
      throws SQLException {
    check();
    return store.withoutIndex(prefix, pepperVersions, limit);
  }

  @Override
  public @Nullable KnownKey findImported(String hashOfRecord) throws SQLException {
    lookups.incrementAndGet();
    check();
    return store.findImported(hashOfRecord);
  }

  @Override
  public List<Candidate> importedWithoutIndex(
      List<String> prefixes, List<String> pepperVersions, int limit) throws SQLException {
    lookups.incrementAndGet();
    check();
    return store.importedWithoutIndex(prefixes, pepperVersions, limit);
  }

  @Override
  public boolean index(String keyId, KeyDigest digest, String pepperVersion) throws SQLException {
    check();
    return store.index(keyId, digest, pepperVersion);
  }

  @Override
  public AppliedChanges end() throws SQLException {
    check();
    return changes.end();
  }

  @Override
  public Page from(long n, int limit) throws SQLException {
    polls.incrementAndGet();
    check();
    return changes.from(n, limit);
  }

  @Override
  public boolean awaitNews(Duration atMost) throws SQLException {
    check();
    return changes.awaitNews(atMost);
  }

  @Override
  public void close() throws SQLException {
    changes.close();
  }

  private void check() throws SQLException {
    if (down) {
      throw new SQLException("cut off");
    }
  }
}
