package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

final class CheckRunTest {
  private final RecordingCaller caller = new RecordingCaller();
  private final FakeReservations reservations = new FakeReservations();

  private CheckRun start() {
    var run = new CheckRun(Samples.chat().facts(), Runnable::run, 0, caller);
    pipeline().decide(run);
    return run;
  }

  private CheckPipeline pipeline() {
    return Pipelines.of(Samples.principal("*"), Pipelines.quotes(), reservations);
  }

  @Test
  void aCallerWhoLeavesWhileItsHoldIsAskedForGetsNoAnswerAndKeepsNoHold() {
    var run = start();
    run.abandon();
    assertThat(reservations.cancels).hasValue(1);
    reservations.answer(FakeReservations.admitted());
    assertThat(caller.decisions).isEmpty();
    assertThat(caller.lefts).isEqualTo(1);
    assertThat(reservations.cancels.get()).isPositive();
  }

  @Test
  void aCallerWhoLeavesAfterItWasAnsweredKeepsNoHold() {
    var run = start();
    reservations.answer(FakeReservations.admitted());
    assertThat(reservations.cancels).hasValue(0);
    run.abandon();
    assertThat(reservations.cancels).hasValue(1);
    assertThat(caller.lefts).isZero();
  }

  @Test
  void aHoldThatIsMadeWhileTheCallerLeavesIsGivenBack() {
    var run = new CheckRun(Samples.chat().facts(), Runnable::run, 0, caller);
    run.abandon();
    run.asked(reservations.reserve(Samples.HOLD, outcome -> {}));
    assertThat(reservations.cancels).hasValue(1);
  }

  @Test
  void aCallerWhoLeftBeforeTheHoldMakesNone() {
    var run = new CheckRun(Samples.chat().facts(), Runnable::run, 0, caller);
    run.abandon();
    pipeline().decide(run);
    assertThat(reservations.requests).isEmpty();
    assertThat(caller.decisions).isEmpty();
  }

  @Test
  void anAnswerThatCannotBeSentKeepsNoHold() {
    reservations.immediately = FakeReservations.admitted();
    var run =
        new CheckRun(
            Samples.chat().facts(),
            Runnable::run,
            0,
            new CheckRun.Caller() {
              @Override
              public void answer(CheckRun run, Decision decision) {
                throw new IllegalStateException("planted: the call is closed");
              }

              @Override
              public void left(CheckRun run) {}
            });
    pipeline().decide(run);
    assertThat(reservations.cancels.get()).isPositive();
  }

  @Test
  void aLoopThatHasEndedIsARefusal() {
    var run =
        new CheckRun(
            Samples.chat().facts(),
            task -> {
              throw new RejectedExecutionException("planted");
            },
            0,
            caller);
    pipeline().decide(run);
    assertThat(caller.denied().denial()).isEqualTo(Denial.INTERNAL);
  }

  @Test
  void aDeadlineAnswersOnceAndALateAdmissionIsGivenBack() {
    var deadlines = new Deadlines(10, 900);
    var run = start();
    deadlines.watch(run);
    deadlines.expire(899);
    assertThat(caller.decisions).isEmpty();
    deadlines.expire(900);
    assertThat(caller.denied().denial()).isEqualTo(Denial.TIMED_OUT);
    reservations.answer(FakeReservations.admitted());
    assertThat(caller.decisions).hasSize(1);
    assertThat(reservations.cancels.get()).isPositive();
  }

  @Test
  void onlySoManyChecksWaitAndEndedOnesAreForgotten() {
    var deadlines = new Deadlines(2, 900);
    var first = start();
    deadlines.watch(first);
    deadlines.watch(start());
    assertThat(deadlines.full()).isTrue();
    first.answer(Denied.of(Denial.IN_FLIGHT));
    deadlines.expire(1);
    assertThat(deadlines.full()).isFalse();
  }

  @Test
  void leavingAndBeingAdmittedAtOnceNeverKeepsAHoldNorAnswersTwice() throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (int i = 0; i < 2_000; i++) {
        var recorder = new RecordingCaller();
        var book = new FakeReservations();
        var run = new CheckRun(Samples.chat().facts(), Runnable::run, 0, recorder);
        var barrier = new CyclicBarrier(2);
        Future<?> admitting =
            threads.submit(() -> {
              barrier.await();
              run.asked(book.reserve(Samples.HOLD, outcome -> {}));
              run.answer(new Decision.KeyAccepted());
              return null;
            });
        Future<?> leaving =
            threads.submit(() -> {
              barrier.await();
              run.abandon();
              return null;
            });
        admitting.get();
        leaving.get();
        assertThat(book.cancels.get()).isPositive();
        assertThat(recorder.decisions.size() + recorder.lefts).isEqualTo(1);
      }
    }
  }
}
