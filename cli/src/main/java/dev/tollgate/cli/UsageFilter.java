package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import picocli.CommandLine.Option;

/** Whose usage, of what. */
final class UsageFilter {
  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Only of this organization, its users and keys.")
  private String organization = "";

  @Option(
      names = "--service",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Only what this organization's own wallet paid.")
  private String service = "";

  @Option(names = "--user", paramLabel = "ID", defaultValue = "", description = "Only of a user.")
  private String user = "";

  @Option(names = "--key", paramLabel = "KEY_ID", defaultValue = "", description = "Only of a key.")
  private String key = "";

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Only of a model, as its price has it.")
  private String model = "";

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Only of a provider.")
  private String provider = "";

  @Option(
      names = "--endpoint",
      paramLabel = "PATH",
      defaultValue = "",
      description = "Only of an endpoint, such as /v1/embeddings.")
  private String endpoint = "";

  void addTo(SummarizeUsageRequest.Builder question) {
    question
        .setOrganizationId(organization)
        .setService(service)
        .setUserId(user)
        .setKeyId(key)
        .setModel(model)
        .setProvider(provider)
        .setEndpoint(endpoint);
  }
}
