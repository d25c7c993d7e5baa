package dev.tollgate.authz.credits;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.credits.journal.Journal;
import io.grpc.Status;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stop does not wait for ever, and never talks to the ledger beside a step that hangs. */
@Timeout(60)
final class ReplicaThreadsTest {
  @TempDir Path directory;
  private final ScriptedLedger ledger = new ScriptedLedger();
  private final CountDownLatch hangs = new CountDownLatch(1);
  private final AtomicReference<Runnable> wake = new AtomicReference<>(() -> {});
  private final Set<Thread> callers = ConcurrentHashMap.newKeySet();

  @Test
  void aStepThatHangsIsGivenUpAndNobodyElseTalksToTheLedger() throws Exception {
    var settings =
        new Journal.Settings(directory, 1, 64 * 1024, "boot", false, DirectExecutor::new);
    var journal = Journal.open(settings, UUID::randomUUID, System::nanoTime);
    var threads = new ReplicaThreads(woken -> replica(journal, woken), Duration.ofMillis(50));
    threads.start();
    await()
        .until(() -> {
          wake.get().run();
          return hangs.getCount() == 0;
        });
    threads.close();
    assertThat(callers).extracting(Thread::getName).containsExactly("reporter");
    // Nobody has it any more.
    Journal.open(settings, UUID::randomUUID, System::nanoTime).close();
  }

  private Replica replica(Journal journal, Runnable woken) {
    wake.set(woken);
    var calls =
        (LedgerCalls)
            Proxy.newProxyInstance(
                LedgerCalls.class.getClassLoader(),
                new Class<?>[] {LedgerCalls.class},
                (_, method, args) -> call(method, args));
    var outside =
        new Replica.Surroundings(
            calls,
            new PriceFeed(ledger),
            new PolicyFeed(ledger),
            new OneThread(directory),
            InstantSource.system(),
            () -> 10_000 * System.nanoTime(), // a heartbeat is due every millisecond
            "boot",
            () -> {},
            new CreditsMetrics(new SimpleMeterRegistry()));
    var config = new JournalConfig(directory, 1, true);
    return new Replica(journal, config, OneThread.times(DarkPrice.HOLD), outside, _ -> {}, woken);
  }

  /** Hangs in Report until the thread is interrupted, as a call does. */
  private @Nullable Object call(Method method, Object[] args) throws Throwable {
    callers.add(Thread.currentThread());
    if (method.getName().equals("report")) {
      hangs.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        throw Status.CANCELLED.withCause(e).asRuntimeException();
      }
    }
    try {
      return method.invoke(ledger, args);
    } catch (InvocationTargetException e) {
      throw requireNonNull(e.getCause());
    }
  }
}
