package dev.tollgate.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
class HelpOption {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
