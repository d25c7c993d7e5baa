package dev.tollgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The world around one run of the command.
 *
 * @param newIds supplies an idempotency key that was never used
 */
record Session(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Supplier<String> newIds) {
  PrintWriter outWriter() {
    return new PrintWriter(new OutputStreamWriter(out, UTF_8), true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(new OutputStreamWriter(err, UTF_8), true);
  }
}
