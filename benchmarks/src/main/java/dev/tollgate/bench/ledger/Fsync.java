package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Spread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** How long the disk of PostgreSQL takes for what a commit needs: one page, and fdatasync. */
final class Fsync {
  private static final int TIMES = 200;
  private static final int PAGE_BYTES = 8_192;

  private final Path directory;
  private final List<Double> medianMicros = new ArrayList<>();

  Fsync(Path directory) {
    this.directory = directory;
  }

  /** Takes some and keeps their median. */
  void sample() throws IOException {
    var file = Files.createTempFile(directory, "fsync", "");
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(TIMES * PAGE_BYTES)); // as WAL files are, it is there
      channel.force(true);
      medianMicros.add(Spread.of(micros(channel)).median());
    } finally {
      Files.delete(file);
    }
  }

  private static DoubleStream micros(FileChannel channel) throws IOException {
    var micros = DoubleStream.builder();
    for (int i = 0; i < TIMES; i++) {
      long begun = System.nanoTime();
      channel.write(ByteBuffer.allocate(PAGE_BYTES), (long) i * PAGE_BYTES);
      channel.force(false);
      micros.add((System.nanoTime() - begun) / 1e3);
    }
    return micros.build();
  }

  /** Of the medians of all samples. */
  Spread micros() {
    return Spread.of(medianMicros.stream().mapToDouble(Double::doubleValue));
  }
}
