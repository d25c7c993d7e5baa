package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BcryptDoorTest {
  private static final Executor CALLERS = task -> Thread.ofVirtual().start(task);

  private final CountDownLatch go = new CountDownLatch(1);
  private final AtomicInteger atOnce = new AtomicInteger();
  private final AtomicInteger atOnceMost = new AtomicInteger();

  @Test
  void twoCoresHashOneAtATimeSomeWaitAndTheRestIsTurnedAwayAtOnce() throws Exception {
    try (var door = BcryptDoor.forCores(2)) {
      var inside = new ArrayList<CompletableFuture<Optional<Boolean>>>();
      for (int i = 0; i < 9; i++) {
        inside.add(ask(door));
        int count = i + 1;
        await().until(() -> door.inside() == count);
      }
      assertThat(ask(door).get(10, TimeUnit.SECONDS)).isEmpty();
      go.countDown();
      for (var caller : inside) {
        assertThat(caller.get(10, TimeUnit.SECONDS)).contains(true);
      }
      assertThat(atOnceMost).hasValue(1);
      await().until(() -> door.inside() == 0);
      assertThat(door.through(() -> true)).contains(true);
    }
  }

  @Test
  void whoWaitsWhenTheServerStopsIsTurnedAway() throws Exception {
    var door = new BcryptDoor(1, 1);
    var hashing = ask(door);
    await().until(() -> atOnce.get() == 1);
    var waiting = ask(door);
    await().until(() -> door.inside() == 2);
    door.close();
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(door.through(() -> true)).isEmpty();
    go.countDown();
    hashing.exceptionally(interrupted -> Optional.empty()).get(10, TimeUnit.SECONDS);
  }

  private CompletableFuture<Optional<Boolean>> ask(BcryptDoor door) {
    return CompletableFuture.supplyAsync(() -> door.through(this::hash), CALLERS);
  }

  private boolean hash() throws InterruptedException {
    atOnceMost.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
    go.await();
    atOnce.decrementAndGet();
    return true;
  }
}
