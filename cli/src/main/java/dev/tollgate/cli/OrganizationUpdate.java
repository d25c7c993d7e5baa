package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.UpdateOrganizationRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "update", description = "Change an organization. What is left out stays as it is.")
final class OrganizationUpdate extends AdminCommand {
  @Parameters(paramLabel = "SLUG", description = "Or the id.")
  private String organization = "";

  @Option(names = "--name", paramLabel = "NAME")
  private @Nullable String name;

  @Option(names = "--display-name", paramLabel = "NAME", description = "As people call it.")
  private @Nullable String displayName;

  @Option(names = "--email", paramLabel = "EMAIL", description = "Whom to write to; '' for nobody.")
  private @Nullable String email;

  @Option(names = "--plan", paramLabel = "PLAN", description = "Only the platform changes it.")
  private @Nullable String plan;

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "Whether it may bring keys of its own; only the platform changes it.")
  private @Nullable String tier;

  @Option(
      names = "--price-book",
      paramLabel = "BOOK",
      description = "What it is charged by; only the platform changes it.")
  private @Nullable String priceBook;

  @Option(
      names = "--max-keys",
      paramLabel = "N",
      description = "How many active keys; only the platform changes it.")
  private @Nullable Integer maxKeys;

  @Option(names = "--max-keys-of-plan", description = "As many keys as the plan says.")
  private boolean maxKeysOfPlan;

  OrganizationUpdate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        UpdateOrganizationRequest.newBuilder()
            .setOrganization(organization)
            .setMaxApiKeysOfPlan(maxKeysOfPlan);
    if (name != null) {
      request.setName(name);
    }
    if (displayName != null) {
      request.setDisplayName(displayName);
    }
    if (email != null) {
      request.setEmail(email);
    }
    if (plan != null) {
      request.setPlan(plan);
    }
    if (tier != null) {
      request.setSubscriptionTier(tier);
    }
    if (priceBook != null) {
      request.setPriceBook(priceBook);
    }
    if (maxKeys != null) {
      request.setMaxApiKeys(maxKeys);
    }
    var answer = connection.keys().updateOrganization(request.build());
    print(answer, () -> OrganizationTable.of(List.of(answer.getOrganization())));
    return DONE;
  }
}
