package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The user and system time of a process at one moment, thread by thread, in the kernel's steps of
 * 10 ms. The JVM's compilers are left out: what they do comes to an end in a server that runs on.
 */
public record CpuTime(Map<Path, Long> ticks) {
  /** The clock's step. */
  static final Duration STEP = Duration.ofMillis(10); // USER_HZ is 100 wherever Linux runs

  private static final int UTIME = 11; // counted from the field after the name
  private static final int STIME = 12;

  public CpuTime {
    ticks = Map.copyOf(ticks);
  }

  /** Of one process. */
  public static CpuTime of(long pid) throws IOException {
    var ticks = new HashMap<Path, Long>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
      for (var thread : threads) {
        read(thread, ticks);
      }
    }
    return new CpuTime(ticks);
  }

  /** Of a process and all that it started, those among them that are still there. */
  public static CpuTime ofTree(long pid) throws IOException {
    var ticks = new HashMap<>(of(pid).ticks());
    var started = ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).toList();
    for (var process : started) {
      try {
        ticks.putAll(of(process.pid()).ticks());
      } catch (NoSuchFileException ended) {
        // What it did is lost.
      }
    }
    return new CpuTime(ticks);
  }

  private static void read(Path thread, Map<Path, Long> ticks) throws IOException {
    try {
      var stat = Files.readString(thread.resolve("stat"));
      int name = stat.indexOf('(') + 1;
      if (!stat.startsWith("C1 Comp", name) && !stat.startsWith("C2 Comp", name)) {
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        ticks.put(thread, Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]));
      }
    } catch (NoSuchFileException ended) {
      // What a thread did that has ended is lost; those that serve Checks live on.
    }
  }

  /** What the process used since an earlier moment. */
  public Duration since(CpuTime earlier) {
    long sum = 0;
    for (var thread : ticks.entrySet()) {
      sum += thread.getValue() - earlier.ticks.getOrDefault(thread.getKey(), 0L);
    }
    return STEP.multipliedBy(sum);
  }
}
