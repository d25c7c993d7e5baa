package dev.tollgate.bench;

import dev.tollgate.kit.observe.Logging;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A benchmark as a command: it plans, runs, says what it found, and ends with 1 if it may not be
 * believed.
 *
 * @param <P> what is done how often
 */
public abstract class Benchmark<P> implements Callable<Integer> {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  boolean help;

  @Spec private CommandSpec command = CommandSpec.create(); // picocli sets its own

  /** Runs one and ends the process. */
  protected static void main(Benchmark<?> benchmark, String[] args) {
    Logging.start();
    System.exit(new CommandLine(benchmark).execute(args));
  }

  /** The option whose value {@link #plan} may refuse. */
  protected abstract String size();

  /**
   * What the options ask for.
   *
   * @throws IllegalArgumentException if the size is out of range
   */
  protected abstract P plan();

  /**
   * Runs it.
   *
   * @throws IOException if it went wrong or cannot be believed
   */
  protected abstract void run(P plan) throws IOException;

  @Override
  public Integer call() {
    var plan = checked();
    try {
      run(plan);
      return 0;
    } catch (IOException e) {
      command.commandLine().getErr().println(command.name() + ": " + e.getMessage());
      return 1;
    }
  }

  private P checked() {
    try {
      return plan();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), size() + ": " + e.getMessage(), e);
    }
  }

  /** Where a run keeps its logs and data. */
  protected static Path state() {
    return Repository.root().resolve("target/bench-" + System.currentTimeMillis());
  }

  /** Tells people at once. */
  protected void say(String text) {
    var out = command.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
