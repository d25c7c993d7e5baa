package dev.tollgate.bench.tail;

import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.credits.UsageReport;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.HdrHistogram.Histogram;

/**
 * A lease book that settles everything at once and remembers how long after its line was written.
 * One thread calls it; the results are read after {@link #awaitAll}.
 */
final class CountingBook implements Settlements {
  private static final long MICROS_MAX = 60_000_000;

  private final CountDownLatch left;
  private final long[] writtenNanos;
  private final Histogram micros = new Histogram(MICROS_MAX, 3);

  /**
   * @param writtenNanos beside each reservation's number, when its line was written: filled before
   */
  CountingBook(long[] writtenNanos) {
    this.left = new CountDownLatch(writtenNanos.length);
    this.writtenNanos = writtenNanos;
  }

  void awaitAll() throws InterruptedException {
    left.await();
  }

  Histogram micros() {
    return micros;
  }

  @Override
  public Result settle(ReservationId reservation, UsageReport report) {
    long after = System.nanoTime() - writtenNanos[Math.toIntExact(reservation.n())];
    micros.recordValue(Math.clamp(after / 1_000, 0, MICROS_MAX));
    left.countDown();
    return Result.SETTLED;
  }

  @Override
  public boolean progress(ReservationId reservation, UsageReport report) {
    return true;
  }

  @Override
  public void quarantine(ReservationId reservation) {
    throw new IllegalStateException("every line can be read");
  }

  @Override
  public void quiet(EnvoyBoot envoy, Duration elapsed) {}

  @Override
  public void bootEnded(EnvoyBoot envoy) {}

  @Override
  public Set<EnvoyBoot> openBoots() {
    return Set.of();
  }
}
