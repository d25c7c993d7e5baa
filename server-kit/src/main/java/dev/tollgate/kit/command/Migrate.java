package dev.tollgate.kit.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands on a server's schema. */
@Command(
    name = "migrate",
    synopsisSubcommandLabel = "COMMAND",
    description = "Show or change the version of the server's schema.")
final class Migrate {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
