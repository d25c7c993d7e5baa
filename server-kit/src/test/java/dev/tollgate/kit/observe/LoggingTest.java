package dev.tollgate.kit.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** In a process of its own: what a server writes to its two streams. */
final class LoggingTest {
  /** Logs by every means that a server's parts use. */
  static final class Server {
    private static final Logger GRPC = Logger.getLogger("io.grpc.test");

    private Server() {}

    public static void main(String[] args) {
      Logging.start();
      Logging.start();
      var log = LoggerFactory.getLogger("dev.tollgate.test");
      log.debug("too fine");
      log.info("of our own\nFORGED line");
      GRPC.log(Level.WARNING, "of gRPC", new IllegalStateException("why"));
      GRPC.fine("too fine");
      System.out.println("READY");
    }
  }

  private static List<String> linesOfStderr() throws Exception {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Server.class.getName()));
    var out = File.createTempFile("stdout", null);
    out.deleteOnExit();
    var process = new ProcessBuilder(command).redirectOutput(out).start();
    var err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(out).hasContent("READY");
    return err.lines().toList();
  }

  @Test
  void everyEventIsOneLineOnStderr() throws Exception {
    var lines = linesOfStderr();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .matches("\\S+Z INFO  \\[main] dev.tollgate.test of our own \\| FORGED line\\s*");
    assertThat(lines.getLast()).contains("WARN", "of gRPC", "IllegalStateException: why");
  }
}
