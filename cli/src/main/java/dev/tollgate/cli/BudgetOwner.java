package dev.tollgate.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose limit: a key's, a user's or an organization's. */
final class BudgetOwner {
  @Option(names = "--key", paramLabel = "ID", description = "Of a key.")
  private @Nullable String key;

  @Option(names = "--user", paramLabel = "ID", description = "Of a user, with all keys together.")
  private @Nullable String user;

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      description = "Of an organization, with all users and keys together.")
  private @Nullable String organization;

  String id() {
    if (key != null) {
      return "key:" + key;
    }
    return user == null ? "organization:" + organization : "user:" + user;
  }
}
