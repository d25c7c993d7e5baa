package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One throw-away server for all tests of a JVM, with the settings of the real one. */
final class TestPostgres {
  private static final String PREFIX = "test-postgres-";
  private static @Nullable EmbeddedPostgres shared;

  private TestPostgres() {}

  static synchronized EmbeddedPostgres shared() throws IOException {
    if (shared == null) {
      shared = start();
    }
    return shared;
  }

  private static EmbeddedPostgres start() throws IOException {
    Path target = Files.createDirectories(Repository.root().resolve("target"));
    deleteLeftOvers(target);
    Path directory = target.resolve(PREFIX + ProcessHandle.current().pid());
    var server = startOnFreePort(directory.resolve("data"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> destroy(server, directory)));
    return server;
  }

  private static EmbeddedPostgres startOnFreePort(Path data) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return EmbeddedPostgres.start(
            EmbeddedPostgres.sharedHome(), data, FreePort.next(), "for-tests");
      } catch (IOException e) {
        if (attempt == 3) {
          throw e;
        }
      }
    }
  }

  private static void destroy(EmbeddedPostgres server, Path directory) {
    try {
      server.kill();
      Commands.deleteTree(directory);
    } catch (IOException e) {
      System.err.println("Cannot clean up " + directory + ": " + e.getMessage());
    }
  }

  /** Directories of JVMs that were killed. */
  private static void deleteLeftOvers(Path target) throws IOException {
    try (var directories = Files.newDirectoryStream(target, PREFIX + "*")) {
      for (Path directory : directories) {
        long pid = Long.parseLong(directory.getFileName().toString().substring(PREFIX.length()));
        if (ProcessHandle.of(pid).isEmpty() || pid == ProcessHandle.current().pid()) {
          Commands.deleteTree(directory);
        }
      }
    }
  }
}
