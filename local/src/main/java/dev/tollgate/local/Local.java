package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What {@code ./quickstart} runs once everything is built: the system, watched, until it is told to
 * stop.
 */
@Command(name = "local")
public final class Local implements Callable<Integer> {
  private static final long WATCH_MILLIS = 100;

  @Option(names = "--state", required = true)
  private Path state = Path.of(".tollgate");

  @Option(names = "--port-base", defaultValue = "8080")
  private int portBase;

  @Option(names = "--detached", description = "the READY block goes to a file")
  private boolean detached;

  private volatile boolean stopping;

  public static void main(String[] args) {
    System.exit(new CommandLine(new Local()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    long begun = System.nanoTime();
    try {
      Files.createDirectories(state);
      var ready = state.resolve("ready.txt");
      Files.deleteIfExists(ready);
      var system =
          LocalSystem.prepare(
              SystemSettings.standard(state.toAbsolutePath(), portBase), System.getenv());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(system)));
      system.start();
      var key = Seed.key(system);
      Rehearsal.run(Welcome.url(system), key);
      Secrets.put(state.resolve("env"), Welcome.environment(system, key));
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
      var welcome = Welcome.text(system, key, seconds, detached);
      System.out.println(welcome);
      Files.writeString(ready, welcome + "\n");
      watch(system);
      return 0;
    } catch (IOException e) {
      if (!stopping) {
        System.err.println("quickstart: " + e.getMessage());
      }
      return 1;
    }
  }

  /** Brings back what dies; ends only with the process. */
  private static void watch(LocalSystem system) throws InterruptedException {
    while (true) {
      TimeUnit.MILLISECONDS.sleep(WATCH_MILLIS);
      system.supervise().forEach(System.out::println);
    }
  }

  /** Also in the middle of a start: a Ctrl-C leaves nothing behind. */
  private void stop(LocalSystem system) {
    stopping = true;
    try {
      system.close();
    } catch (IOException e) {
      System.err.println("Stopping failed: " + e.getMessage());
    }
  }
}
