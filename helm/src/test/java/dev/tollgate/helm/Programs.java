package dev.tollgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The programs that test the chart: {@code helm/tools.py} makes them where they are missing. */
final class Programs {
  /** Where Go has to build them first. */
  private static final long MINUTES_MAX = 20;

  private static final Path DIRECTORY = make();

  private Programs() {}

  /** What a program printed, and how it ended. */
  record Run(int exitCode, String output) {
    String succeeded() {
      assertThat(exitCode).as(output).isZero();
      return output;
    }

    String failed() {
      assertThat(exitCode).as(output).isNotZero();
      return output;
    }
  }

  /** One of {@code helm}, {@code helm-unittest}, {@code kubernetes-validate}. */
  static Path program(String name) {
    return DIRECTORY.resolve(name);
  }

  /** Runs a program to its end. */
  static Run run(Object... line) {
    var words = Stream.of(line).map(Object::toString).toList();
    var builder = new ProcessBuilder(words).redirectErrorStream(true);
    return run(builder);
  }

  static Run run(ProcessBuilder builder) {
    try {
      var process = builder.start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
      return new Run(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a test", e);
    }
  }

  private static Path make() {
    var script = Repository.root().resolve("helm/tools.py").toString();
    var printed = run("python3", script).succeeded().lines().toList();
    return Path.of(List.copyOf(printed).getLast());
  }
}
