package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a Check of a warm key allocates, and what keys in memory take. */
@Command(
    name = "allocation",
    description = "Measures bytes a Check and bytes a key; benchmarks/README.md explains.")
public final class AllocationBenchmark implements Callable<Integer> {
  private static final int KEYS = 100_000;
  private static final int KEYS_QUICK = 2_000;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "this text")
  boolean help;

  @Option(names = "--quick", description = "20 s: shows that it works, measures little")
  private boolean quick;

  @Spec private CommandSpec command = CommandSpec.create(); // picocli sets its own

  public static void main(String[] args) {
    System.exit(new CommandLine(new AllocationBenchmark()).execute(args));
  }

  @Override
  public Integer call() {
    try {
      measure();
      return 0;
    } catch (IOException | RunnerException e) {
      command.commandLine().getErr().println("allocation: " + e.getMessage());
      return 1;
    }
  }

  private void measure() throws IOException, RunnerException {
    var keys = Files.createTempFile("keys", "");
    try {
      var world = KeyWorld.create(quick ? KEYS_QUICK : KEYS, keys);
      say(AllocationReport.checks(checks(world)));
      say(AllocationReport.keys(OtherJvm.run(CachedKeys.class, world.properties())));
    } finally {
      Files.delete(keys);
    }
  }

  private Collection<RunResult> checks(KeyWorld world) throws IOException, RunnerException {
    var flags = new ArrayList<>(OtherJvm.serverFlags());
    flags.addAll(world.properties());
    var time = quick ? TimeValue.milliseconds(200) : TimeValue.seconds(2);
    int iterations = quick ? 1 : 3;
    var options =
        new OptionsBuilder()
            .include(WarmCheck.class.getName())
            .jvmArgs(flags.toArray(String[]::new))
            .forks(1)
            .warmupIterations(iterations)
            .warmupTime(time)
            .measurementIterations(iterations)
            .measurementTime(time)
            .addProfiler(AllocationSites.class) // first: what it does itself does not count
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    System.setProperty("jmh.ignoreLock", "true"); // bytes are the same whoever else measures
    return new Runner(options).run();
  }

  private void say(String text) {
    var out = command.commandLine().getOut();
    out.println(text);
    out.flush();
  }
}
