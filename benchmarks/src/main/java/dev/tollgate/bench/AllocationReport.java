package dev.tollgate.bench;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.Comparator;
import org.openjdk.jmh.results.RunResult;

/** The figures as text. */
final class AllocationReport {
  private static final String BYTES = "gc.alloc.rate.norm"; // as JMH's profiler names it

  private AllocationReport() {}

  /** A line for each question. */
  static String checks(Collection<RunResult> results) {
    var text = new StringBuilder();
    text.append(row("bytes a Check", "in all", "gRPC", "messages", "ours"));
    results.stream()
        .sorted(Comparator.comparing(AllocationReport::kind))
        .map(AllocationReport::line)
        .forEach(text::append);
    return text.toString();
  }

  /** From what {@link CachedKeys} printed. */
  static String keys(String printed) {
    var words = printed.split(" ", -1);
    long keys = Long.parseLong(words[0]);
    long bytes = Long.parseLong(words[1]);
    double bytesEach = (double) bytes / keys;
    return "keys in memory: %,d take %.1f MB of heap, %,.0f bytes each; 100,000 take %.1f MB"
        .formatted(keys, bytes / 1e6, bytesEach, bytesEach * 100_000 / 1e6);
  }

  private static String line(RunResult result) {
    return row(
        kind(result).text(),
        number(value(result, BYTES)),
        share(result, Owner.GRPC),
        share(result, Owner.MESSAGES),
        share(result, Owner.OURS));
  }

  private static WarmCheck.Kind kind(RunResult result) {
    return WarmCheck.Kind.valueOf(result.getParams().getParam("kind"));
  }

  private static double value(RunResult result, String name) {
    return requireNonNull(result.getSecondaryResults().get(name)).getScore();
  }

  private static String share(RunResult result, Owner owner) {
    return number(value(result, BYTES) * value(result, owner.label()));
  }

  private static String number(double value) {
    return "%,.0f".formatted(value);
  }

  private static String row(Object... cells) {
    return "%-24s %10s %10s %10s %10s\n".formatted(cells);
  }
}
