package dev.tollgate.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * A key at a provider that is to be stored. It is no argument, which other processes could read.
 */
final class ProviderKeyInput {
  @Option(
      names = "--from-file",
      paramLabel = "FILE",
      description = "Read the key from a file instead.")
  private @Nullable Path file;

  @Option(
      names = "--force",
      description = "Also a key that does not look like one of this provider.")
  boolean force;

  String read(Session session, String prompt) {
    return SecretInput.read(file, session.in(), prompt);
  }
}
