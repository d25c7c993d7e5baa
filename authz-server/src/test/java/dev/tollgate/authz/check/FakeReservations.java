package dev.tollgate.authz.check;

import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.HoldRequest;
import dev.tollgate.authz.credits.Reservations;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Holds that a test answers, at once or by hand. */
final class FakeReservations implements Reservations {
  final List<HoldRequest> requests = new ArrayList<>();
  final AtomicInteger cancels = new AtomicInteger();
  final CountDownLatch asked = new CountDownLatch(1);
  final CountDownLatch cancelled = new CountDownLatch(1);
  volatile @Nullable HoldOutcome immediately;
  volatile @Nullable Consumer<HoldOutcome> waiter;

  static HoldOutcome admitted() {
    return new HoldOutcome.Admitted(Samples.RESERVATION, 450_000, 99_500_000_000L);
  }

  static FakeReservations answering(HoldOutcome outcome) {
    var fake = new FakeReservations();
    fake.immediately = outcome;
    return fake;
  }

  @Override
  public Pending reserve(HoldRequest request, Consumer<HoldOutcome> callback) {
    requests.add(request);
    var outcome = immediately;
    if (outcome != null) {
      callback.accept(outcome);
    } else {
      waiter = callback;
    }
    asked.countDown();
    return () -> {
      cancels.incrementAndGet();
      cancelled.countDown();
    };
  }

  void answer(HoldOutcome outcome) {
    var callback = waiter;
    if (callback == null) {
      throw new IllegalStateException("nobody asked for a hold");
    }
    callback.accept(outcome);
  }
}
