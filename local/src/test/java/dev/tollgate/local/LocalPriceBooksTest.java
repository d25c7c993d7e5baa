package dev.tollgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalPriceBooksTest {
  @TempDir private Path directory;
  private Path repository;

  @BeforeEach
  void aCheckout() throws IOException {
    repository = directory.resolve("checkout");
    Files.createDirectories(repository.resolve("prices"));
    Files.createDirectories(repository.resolve("local/prices"));
    Files.writeString(
        repository.resolve("prices/default-3.yaml"),
        """
        book: default
        version: 3
        effective_from: 2026-03-01T00:00:00Z
        models:
        """);
    mockHas("  - model: mock-slow\n");
  }

  @Test
  void theMocksModelsComeOnTopOfTheNewestVersionThatShips() throws IOException {
    assertThat(write()).endsWith(Path.of("managed-1.yaml"), Path.of("default-4.yaml"));
    assertThat(books().resolve("default-4.yaml"))
        .hasContent(
            """
            book: default
            version: 4
            effective_from: 2026-03-02T00:00:00Z
            models:
              - model: mock-slow
            """);
  }

  @Test
  void theSamePricesAreTheSameVersion() throws IOException {
    assertThat(write()).isEqualTo(write());
  }

  @Test
  void otherPricesAreAnotherVersionAndLeaveTheOneBeforeAsItWas() throws IOException {
    write();
    var before = Files.readString(books().resolve("default-4.yaml"));
    mockHas("  - model: mock-fast\n");

    assertThat(write()).endsWith(Path.of("default-4.yaml"), Path.of("default-5.yaml"));
    assertThat(books().resolve("default-4.yaml")).hasContent(before);
    assertThat(books().resolve("default-5.yaml"))
        .content()
        .contains("version: 5\neffective_from: 2026-03-03T00:00:00Z", "mock-fast");
    assertThat(write()).endsWith(Path.of("default-5.yaml"));
  }

  private void mockHas(String models) throws IOException {
    Files.writeString(repository.resolve("local/prices/mock.yaml"), models);
  }

  private Path books() {
    return directory.resolve("state");
  }

  private List<Path> write() throws IOException {
    return new LocalPriceBooks(repository, books())
        .write().stream().map(Path::getFileName).toList();
  }
}
