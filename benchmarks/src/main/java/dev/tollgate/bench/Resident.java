package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Resident memory of a process.
 *
 * @param fileMib the part that is pages of files: programs, libraries, a mapped journal
 */
record Resident(long totalMib, long fileMib) {
  static Resident of(long pid) throws IOException {
    var lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"));
    return new Resident(mib(lines, "VmRSS:"), mib(lines, "RssFile:"));
  }

  private static long mib(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("/proc/PID/status lacks " + name));
  }

  @Override
  public String toString() {
    return "%d (%d)".formatted(totalMib, fileMib);
  }
}
