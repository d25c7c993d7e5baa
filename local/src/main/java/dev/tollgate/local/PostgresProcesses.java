package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The processes that work on one data directory, whoever started them. PostgreSQL's processes all
 * have the data directory as their working directory; no pid file has to be believed.
 */
final class PostgresProcesses {
  private final Path data;

  PostgresProcesses(Path data) {
    this.data = data;
  }

  /** Asks the server on this directory to shut down fast; after {@code grace} it is killed. */
  void stop(Duration grace) throws IOException {
    long deadline = System.nanoTime() + grace.toNanos();
    var pids = running();
    for (long pid : pids) {
      if (!pids.contains(
          parentOf(pid))) { // the postmaster: to its children SIGINT means other things
        signal("INT", pid);
      }
    }
    if (!goneBy(deadline)) {
      kill();
    }
  }

  /** SIGKILL for all of them, as a crash of the machine would; returns when all are gone. */
  void kill() throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    do {
      for (long pid : running()) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    } while (!goneBy(Math.min(deadline, System.nanoTime() + 20_000_000L))
        && System.nanoTime() < deadline);
    if (!running().isEmpty()) {
      throw new IOException("PostgreSQL's processes on " + data + " survive SIGKILL: " + running());
    }
  }

  private boolean goneBy(long deadline) throws IOException {
    while (!running().isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw Commands.interrupted();
      }
    }
    return true;
  }

  private static long parentOf(long pid) {
    return ProcessHandle.of(pid).flatMap(ProcessHandle::parent).map(ProcessHandle::pid).orElse(0L);
  }

  private static void signal(String name, long pid) throws IOException {
    try {
      Commands.run(List.of("kill", "-" + name, Long.toString(pid)));
    } catch (IOException e) {
      if (ProcessHandle.of(pid).isPresent()) {
        throw e;
      }
    }
  }

  private List<Long> running() {
    return ProcessHandle.allProcesses().map(ProcessHandle::pid).filter(this::worksHere).toList();
  }

  private boolean worksHere(long pid) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd")).equals(data);
    } catch (IOException e) {
      return false; // gone, a zombie, or another user's
    }
  }
}
