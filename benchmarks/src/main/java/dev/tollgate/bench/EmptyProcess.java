package dev.tollgate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An {@link EmptyServer} in a process of its own. It ends when this JVM does. */
final class EmptyProcess implements AutoCloseable {
  private final Process process;
  private final Path socket;

  private EmptyProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /**
   * Returns when it listens.
   *
   * @param like the process id of the JVM whose java and flags it takes
   */
  static EmptyProcess start(long like, Path socket) throws IOException {
    var command = new ArrayList<>(javaAndFlags(like));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            EmptyServer.class.getName(),
            "unix:" + socket));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if (!EmptyServer.READY.equals(process.inputReader().readLine())) {
      process.destroyForcibly();
      throw new IOException("the empty server did not start: " + String.join(" ", command));
    }
    return new EmptyProcess(process, socket);
  }

  private static List<String> javaAndFlags(long pid) throws IOException {
    var line = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"), UTF_8);
    var words = Arrays.asList(line.split("\0", -1));
    int jar = words.indexOf("-jar");
    if (jar < 1) {
      throw new IOException("process %d is no java -jar: %s".formatted(pid, words));
    }
    return words.subList(0, jar);
  }

  long pid() {
    return process.pid();
  }

  Path socket() {
    return socket;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
