package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.EventLoops;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where requests are admitted: numbered writers of the journal, each of which runs one task at a
 * time. A server's are its event loops; a test may drive them all by one thread.
 */
interface Lanes {
  int size();

  /** Number of the lane that the caller runs on. */
  int current();

  /** Runs a task on a lane, after the tasks that were handed to it before. */
  void execute(int lane, Runnable task);

  /** Runs a task, on some lane, when all that is under way on each of them has ended. */
  default void whenIdle(Runnable task) {
    var under = new AtomicInteger(size());
    for (int lane = 0; lane < size(); lane++) {
      execute(
          lane,
          () -> {
            if (under.decrementAndGet() == 0) {
              task.run();
            }
          });
    }
  }

  /** Runs a task on some lane when the time has passed; it must not block. */
  void later(Runnable task, Duration delay);

  static Lanes of(EventLoops loops) {
    return new Lanes() {
      @Override
      public int size() {
        return loops.size();
      }

      @Override
      public int current() {
        return loops.current();
      }

      @Override
      public void execute(int lane, Runnable task) {
        loops.execute(lane, task);
      }

      @Override
      public void later(Runnable task, Duration delay) {
        var _ = loops.group().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
      }
    };
  }
}
