package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.SummarizeUsageRequest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose usage, of what. */
final class UsageFilter {
  @Mixin private UsageOwner owner = new UsageOwner();

  @Option(
      names = "--service",
      paramLabel = "SLUG",
      defaultValue = "",
      description = "Only what this organization's own wallet paid.")
  private String service = "";

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
        .setOrganizationId(owner.organization)
        .setService(service)
        .setUserId(owner.user)
        .setKeyId(owner.key)
        .setModel(model)
        .setProvider(provider)
        .setEndpoint(endpoint);
  }
}
