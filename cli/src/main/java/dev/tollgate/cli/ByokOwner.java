package dev.tollgate.cli;

import picocli.CommandLine.Option;

/** Whose key at a provider; of nobody who is named it is the caller's own. */
final class ByokOwner {
  @Option(names = "--user", paramLabel = "ID", defaultValue = "", description = "A user's.")
  String user = "";

  @Option(
      names = {"--org", "--organization"},
      paramLabel = "SLUG",
      defaultValue = "",
      description = "An organization's.")
  String organization = "";

  /** As it is said on the command line. */
  String options() {
    if (!user.isEmpty()) {
      return " --user " + user;
    }
    return organization.isEmpty() ? "" : " --org " + organization;
  }
}
