package dev.tollgate.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Starts programs. Children are started by one thread that lives as long as the JVM, because Linux
 * ties "die with your parent" to the parent's thread.
 */
final class Commands {
  private static final ExecutorService STARTER =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("process-starter").factory());

  private Commands() {}

  /**
   * A command line for a child that has a session of its own (a Ctrl-C in the terminal does not
   * reach it) and gets {@code signal} when this JVM dies, where the system can do that.
   */
  static List<String> tiedToThisProcess(String signal, List<String> command) {
    var tied = new ArrayList<String>();
    if (onPath("setsid")) {
      tied.add("setsid");
    }
    if (onPath("setpriv")) {
      tied.addAll(List.of("setpriv", "--pdeathsig", signal));
    }
    tied.addAll(command);
    return tied;
  }

  /** Starts a child whose output is appended to a file. */
  static Process start(ProcessBuilder builder, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().resolveSibling("."));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    try {
      return STARTER.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("Cannot start " + builder.command().getFirst(), e.getCause());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Runs a command to its end; its output is part of the exception if it fails. */
  static void run(List<String> command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = await(process);
    if (code != 0) {
      throw new IOException(
          "exit code " + code + " of " + String.join(" ", command) + "\n" + output.strip());
    }
  }

  static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw interrupted();
    }
  }

  static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("Interrupted while waiting for a program");
  }

  static boolean onPath(String program) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "/usr/bin:/bin");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** Deletes a directory with all that is in it; nothing happens if it does not exist. */
  static void deleteTree(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
