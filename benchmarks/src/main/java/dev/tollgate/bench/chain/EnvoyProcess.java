package dev.tollgate.bench.chain;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An Envoy beside the others, as the local system starts its own. */
final class EnvoyProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int RETRY_MS = 50;

  private final Process process;

  private EnvoyProcess(Process process) {
    this.process = process;
  }

  /** Returns when it listens. */
  static EnvoyProcess start(Path configuration, int port) throws IOException {
    var command =
        List.of(
            "python3",
            Repository.root().resolve("envoy/launch.py").toString(),
            "--",
            "-c",
            configuration.toString(),
            "--use-dynamic-base-id",
            "--concurrency",
            "2",
            "--log-level",
            "warning");
    var log = configuration.resolveSibling("envoy.log").toFile();
    var envoy =
        new EnvoyProcess(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start());
    try {
      envoy.await(port, configuration);
    } catch (IOException e) {
      envoy.close();
      throw e;
    }
    return envoy;
  }

  private void await(int port, Path configuration) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!listens(port)) {
      try {
        Thread.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        throw new IOException(
            "Envoy did not start with " + configuration + ": see envoy.log there");
      }
    }
  }

  private static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
  }
}
