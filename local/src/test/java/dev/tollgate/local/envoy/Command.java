package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program that is run to its end and must succeed. */
final class Command {
  private Command() {}

  /** What it printed. */
  static String run(Object... line) throws Exception {
    var words = Stream.of(line).map(Object::toString).toList();
    var process = new ProcessBuilder(words).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s ends", words).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
