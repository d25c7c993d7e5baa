package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.CreateOrganizationRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Make an organization, or a service.")
final class OrganizationCreate extends AdminCommand {
  @Parameters(paramLabel = "SLUG", description = "a-z, 0-9 and -, for good.")
  private String slug = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "As people call it; the slug if left out.")
  private String name = "";

  @Option(
      names = "--email",
      paramLabel = "EMAIL",
      defaultValue = "",
      description = "Whom to write to.")
  private String email = "";

  @Option(
      names = "--plan",
      paramLabel = "PLAN",
      defaultValue = "",
      description = "\"free\" if left out.")
  private String plan = "";

  @Option(
      names = "--price-book",
      paramLabel = "BOOK",
      defaultValue = "",
      description = "What it is charged by; \"default\" if left out.")
  private String priceBook = "";

  @Option(names = "--service", description = "A service: its keys are sk-SLUG-...")
  private boolean service;

  @Option(
      names = "--max-keys",
      paramLabel = "N",
      description = "How many active keys of its own it may have.")
  private @Nullable Integer maxKeys;

  OrganizationCreate(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        CreateOrganizationRequest.newBuilder()
            .setSlug(slug)
            .setName(name)
            .setEmail(email)
            .setPlan(plan)
            .setPriceBook(priceBook)
            .setIsServiceAccount(service);
    if (maxKeys != null) {
      request.setMaxApiKeys(maxKeys);
    }
    var answer = connection.keys().createOrganization(request.build());
    print(answer, () -> OrganizationTable.of(List.of(answer.getOrganization())));
    return DONE;
  }
}
