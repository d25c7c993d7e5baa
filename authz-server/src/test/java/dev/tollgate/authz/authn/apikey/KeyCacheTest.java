package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.Lookup.Absent.ABSENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.authz.authn.apikey.Change.Kind;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeyCacheTest {
  private static final KeyDigest DIGEST = digest(1);

  @Test
  void aLoadThatAChangeOvertookIsNotThereForAnInstant() {
    var writes = new AtomicInteger();
    var cache = new KeyCache(writing(writes::incrementAndGet), new ConcurrentHashMap<>());
    long before = cache.generation();
    cache.apply(List.of(change(Kind.KEY, "k of KEY")));
    assertThat(cache.put(DIGEST, key("k"), before)).isFalse();
    assertThat(writes).hasValue(0);
    assertThat(cache.get(DIGEST)).isNull();
  }

  @Test
  void aChangeThatArrivesWhileALoadIsBeingWrittenStillForgetsIt() throws Exception {
    var revocation = new AtomicReference<Thread>(new Thread());
    var cache = new KeyCache(writing(() -> overtake(revocation.get())), new ConcurrentHashMap<>());
    revocation.set(
        Thread.ofPlatform().unstarted(() -> cache.apply(List.of(change(Kind.KEY, "k of KEY")))));
    cache.put(DIGEST, key("k"), cache.generation());
    revocation.get().join();
    assertThat(cache.get(DIGEST)).isNull();
  }

  /** Lets the thread come as far as it can while this one stands just before its write. */
  private static void overtake(Thread thread) {
    thread.start();
    await()
        .until(() ->
            thread.getState() == Thread.State.TERMINATED
                || thread.getState() == Thread.State.WAITING);
  }

  private static ConcurrentHashMap<KeyDigest, KnownKey> writing(Runnable beforeWrite) {
    return new ConcurrentHashMap<>() {
      private static final long serialVersionUID = 1;

      @Override
      public KnownKey put(KeyDigest digest, KnownKey key) {
        beforeWrite.run();
        return super.put(digest, key);
      }
    };
  }

  @Test
  void aChangeForgetsWhatItTouchesAndNothingElse() {
    var cache = KeyCache.bounded(System::nanoTime);
    for (var kind : List.of(Kind.KEY, Kind.USER, Kind.ORGANIZATION, Kind.PLAN)) {
      cache.put(DIGEST, key("a"), cache.generation());
      cache.put(digest(2), key("b"), cache.generation());
      var subject = "a of " + kind;
      cache.apply(List.of(change(kind, "nobody"), change(kind, subject)));
      assertThat(cache.get(DIGEST)).as(subject).isNull();
      assertThat(cache.get(digest(2))).as("not " + subject).isNotNull();
    }
  }

  @Test
  void aChangeOfAKindThatANewerReleaseWroteForgetsEverything() {
    var cache = KeyCache.bounded(System::nanoTime);
    cache.put(DIGEST, key("a"), cache.generation());
    cache.apply(List.of(change(Kind.UNKNOWN, "x")));
    assertThat(cache.get(DIGEST)).isNull();
  }

  @Test
  void anAbsentKeyIsForgottenInTimeHoweverOftenItIsAskedFor() {
    var nanos = new AtomicLong();
    var cache = KeyCache.bounded(nanos::get);
    cache.put(DIGEST, ABSENT, cache.generation());
    long lifeNanos = KeyCache.ABSENT_FOR.toNanos();
    for (int tenth = 0; tenth < 10; tenth++) {
      nanos.set(lifeNanos * tenth / 10);
      assertThat(cache.get(DIGEST)).isSameAs(ABSENT);
    }
    nanos.set(lifeNanos);
    assertThat(cache.get(DIGEST)).isNull();
  }

  @Test
  void aFloodOfAbsentKeysIsBoundedAndPushesOutNoKeyThatExists() {
    var cache = KeyCache.bounded(System::nanoTime);
    for (int i = 0; i < 1_000; i++) {
      cache.put(digest(i), key("k" + i), cache.generation());
    }
    for (int i = 0; i < 10 * KeyCache.ABSENT_MAX; i++) {
      cache.put(digest(1_000_000 + i), ABSENT, cache.generation());
    }
    await().until(() -> cache.size() <= 1_000 + KeyCache.ABSENT_MAX);
    for (int i = 0; i < 1_000; i++) {
      assertThat(cache.get(digest(i))).isNotNull();
    }
  }

  @Test
  void knownKeysAreBounded() {
    var cache = KeyCache.bounded(System::nanoTime);
    var key = key("k");
    for (int i = 0; i < KeyCache.KNOWN_MAX + 10_000; i++) {
      cache.put(digest(i), key, cache.generation());
    }
    await().until(() -> cache.size() <= KeyCache.KNOWN_MAX);
  }

  private static KeyDigest digest(int number) {
    return new KeyDigest(
        ByteBuffer.allocate(32).putInt(number * 0x9E3779B9).putInt(number).array());
  }

  private static Change change(Kind kind, String subject) {
    return new Change(1, kind, subject, Instant.EPOCH);
  }

  private static KnownKey key(String id) {
    return new KnownKey(
        new Principal(
            id + " of KEY",
            id + " of USER",
            id + " of ORGANIZATION",
            "slug",
            "",
            Set.of(),
            id + " of PLAN",
            "free",
            "default",
            List.of("wallet:user:u"),
            Validity.UNLIMITED,
            Restrictions.NONE),
        KnownKey.State.ACTIVE);
  }
}
