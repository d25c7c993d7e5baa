package dev.tollgate.cli;

import picocli.CommandLine.Option;

/** How much of a list, and from where. The server bounds the limit. */
final class Page {
  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most this many, 1 to 1000; ${DEFAULT-VALUE} if left out.")
  private int limit;

  @Option(
      names = "--page-token",
      paramLabel = "TOKEN",
      defaultValue = "",
      description = "Go on where a list ended.")
  private String token = "";

  int limit() {
    return limit;
  }

  String token() {
    return token;
  }
}
