package dev.tollgate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An {@link EmptyServer}, or one like it, in a process of its own. It ends when this JVM does. */
public final class EmptyProcess implements AutoCloseable {
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
  public static EmptyProcess start(long like, Path socket) throws IOException {
    return start(like, socket, EmptyServer.class, List.of());
  }

  /**
   * As {@link #start(long, Path)}, with another main class.
   *
   * @param arguments after the address
   */
  public static EmptyProcess start(long like, Path socket, Class<?> server, List<String> arguments)
      throws IOException {
    var command = new ArrayList<>(javaAndFlags(like));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), server.getName(), "unix:" + socket));
    command.addAll(arguments);
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

  public long pid() {
    return process.pid();
  }

  public Path socket() {
    return socket;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
