package dev.tollgate.bench.tail;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * What it took to settle some lines.
 *
 * @param cpu of the reader's thread
 * @param micros from when a line was written to its settlement
 */
record Followed(String how, int lines, Duration time, Duration cpu, Histogram micros) {
  static String heading() {
    return "%-18s %10s %12s %14s %12s %10s %10s"
        .formatted("", "lines", "lines/s", "CPU us a line", "of one core", "p50 us", "p99 us");
  }

  @Override
  public String toString() {
    return "%-18s %,10d %,12.0f %14.1f %11.0f%% %,10d %,10d"
        .formatted(
            how,
            lines,
            lines * 1e9 / time.toNanos(),
            cpu.toNanos() / 1e3 / lines,
            100.0 * cpu.toNanos() / time.toNanos(),
            micros.getValueAtPercentile(50),
            micros.getValueAtPercentile(99));
  }
}
