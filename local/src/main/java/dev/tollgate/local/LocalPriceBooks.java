package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The price books of a local system: those that ship, and on top of "default" a version with the
 * mock's own models. A version that a ledger has loaded never changes, so that a checkout with
 * other prices gives an older system's data one version more.
 */
final class LocalPriceBooks {
  private static final int FIRST = 4; // version 3 is the newest that ships
  private static final Instant FIRST_IS_FROM = Instant.parse("2026-03-02T00:00:00Z");

  private final Path repository;
  private final Path directory;

  /**
   * @param directory where the local versions stand, and those of earlier starts
   */
  LocalPriceBooks(Path repository, Path directory) {
    this.repository = repository;
    this.directory = directory;
  }

  /** All files, the local versions written; the newest of "default" has what the checkout says. */
  List<Path> write() throws IOException {
    var prices = repository.resolve("prices");
    var files =
        new ArrayList<>(
            Stream.of("default-1", "default-2", "default-3", "managed-1")
                .map(name -> prices.resolve(name + ".yaml"))
                .toList());
    Files.createDirectories(directory);
    for (int version = FIRST; ; version++) {
      var file = directory.resolve("default-" + version + ".yaml");
      var content = content(version);
      files.add(file);
      if (Files.notExists(file)) {
        Files.writeString(file, content);
      }
      if (Files.readString(file).equals(content)) {
        return files;
      }
    }
  }

  private String content(int version) throws IOException {
    var shipped = Files.readString(repository.resolve("prices/default-3.yaml"));
    var mock = Files.readString(repository.resolve("local/prices/mock.yaml"));
    var from = FIRST_IS_FROM.plus(Duration.ofDays(version - FIRST));
    return shipped
            .replaceFirst("(?m)^version: 3$", "version: " + version)
            .replaceFirst("(?m)^effective_from: .*$", "effective_from: " + from)
        + mock;
  }
}
