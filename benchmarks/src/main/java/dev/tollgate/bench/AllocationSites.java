package dev.tollgate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Whose code allocates on the event loops: each {@link Owner}'s share by Flight Recorder. */
public final class AllocationSites implements InternalProfiler {
  private static final String EVENT = "jdk.ObjectAllocationSample";
  private static final String SAMPLES = "2000/s";
  private static final String LOOP = "loop-";

  private @Nullable Recording recording;

  @Override
  public String getDescription() {
    return "whose code allocates";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    var started = new Recording();
    started.enable(EVENT).with("throttle", SAMPLES).withStackTrace();
    started.start();
    recording = started;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    var ended = recording;
    if (ended == null) {
      return List.of();
    }
    var bytes = bytes(ended);
    double all = Math.max(1, bytes.values().stream().mapToDouble(Double::doubleValue).sum());
    return Stream.of(Owner.values())
        .map(owner ->
            new ScalarResult(
                owner.label(),
                bytes.getOrDefault(owner, 0.0) / all,
                "of all",
                AggregationPolicy.AVG))
        .toList();
  }

  private static Map<Owner, Double> bytes(Recording recording) {
    try (recording) {
      var file = Files.createTempFile("allocations", ".jfr");
      recording.stop();
      recording.dump(file);
      var bytes = new EnumMap<Owner, Double>(Owner.class);
      RecordingFile.readAllEvents(file).stream()
          .filter(AllocationSites::onLoop)
          .sorted(Comparator.comparing(RecordedEvent::getStartTime))
          .skip(1) // stands for all that was allocated before the recording, too
          .forEach(e -> bytes.merge(Owner.of(e), (double) e.getLong("weight"), Double::sum));
      Files.delete(file);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean onLoop(RecordedEvent event) {
    var thread = event.getThread();
    return thread != null && thread.getJavaName() != null && thread.getJavaName().startsWith(LOOP);
  }
}
