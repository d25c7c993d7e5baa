package dev.tollgate.authz.credits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where one run keeps its journals: in memory, if the host has a file system there. */
record SimDisks(Path directory) implements AutoCloseable {
  private static final Path MEMORY = Path.of("/dev/shm");

  SimDisks() throws IOException {
    this(
        Files.isWritable(MEMORY)
            ? Files.createTempDirectory(MEMORY, "simulation")
            : Files.createTempDirectory("simulation"));
  }

  @Override
  public void close() throws IOException {
    SimMachine.delete(directory);
  }
}
