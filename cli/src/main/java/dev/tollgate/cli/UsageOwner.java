package dev.tollgate.cli;

import picocli.CommandLine.Option;

/** Whose usage; all of them hold together, and an empty one lets everything through. */
final class UsageOwner {
  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Only of this organization, its users and keys.")
  String organization = "";

  @Option(names = "--user", paramLabel = "ID", defaultValue = "", description = "Only of a user.")
  String user = "";

  @Option(names = "--key", paramLabel = "KEY_ID", defaultValue = "", description = "Only of a key.")
  String key = "";
}
