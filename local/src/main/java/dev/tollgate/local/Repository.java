package dev.tollgate.local;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the checkout that this process works in. */
public final class Repository {
  private Repository() {}

  /**
   * The checkout's root: the nearest directory with a {@code .mvn}, from the working directory up.
   *
   * @throws IllegalStateException if there is none
   */
  public static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path directory = start; directory != null; directory = directory.getParent()) {
      if (Files.isDirectory(directory.resolve(".mvn"))) {
        return directory;
      }
    }
    throw new IllegalStateException(
        start + " is not inside a checkout of Tollgate (no .mvn above it): run from the checkout");
  }
}
