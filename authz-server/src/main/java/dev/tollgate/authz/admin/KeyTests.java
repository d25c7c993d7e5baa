package dev.tollgate.authz.admin;

import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.KeyTest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tests keys at their providers, and writes down what became of it. Blocks. */
final class KeyTests {
  private final JdbcKeyTests tests;
  private final KeyProbe probe;
  private final InstantSource clock;

  KeyTests(JdbcKeyTests tests, KeyProbe probe, InstantSource clock) {
    this.tests = tests;
    this.probe = probe;
    this.clock = clock;
  }

  /** Tests a key now. */
  void run(KeyInUse key) {
    ask(key).ifPresent(tests::put);
  }

  /** Tests, unless another server is at it, those keys that were not tested since then. */
  void runDue(List<KeyInUse> keys, Instant since) {
    tests.inTurn(done ->
        keys.stream()
            .filter(key -> done.stream().noneMatch(test -> isOf(test, key, since)))
            .flatMap(key -> ask(key).stream())
            .toList());
  }

  private static boolean isOf(StoredKeyTest test, KeyInUse key, Instant since) {
    return test.isOf(key.provider().name(), key.source(), key.subject())
        && test.testedAt().isAfter(since);
  }

  /** Empty if the thread was interrupted. */
  private Optional<StoredKeyTest> ask(KeyInUse key) {
    try {
      return Optional.of(stored(key, probe.test(key.provider())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private StoredKeyTest stored(KeyInUse key, KeyTest test) {
    return new StoredKeyTest(
        key.provider().name(),
        key.source(),
        key.subject(),
        test.status().name().toLowerCase(Locale.ROOT),
        test.httpStatus(),
        test.problem(),
        clock.instant());
  }
}
