package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.ListBudgetsRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "List limits and what is left of them in the current day, week or month.")
final class BudgetList extends AdminCommand {
  @ArgGroup(exclusive = true)
  private @Nullable Whose whose;

  @Mixin private Page page = new Page();

  /** Of whom; of everybody if nothing is said. */
  private static final class Whose {
    @Option(names = "--key", paramLabel = "ID", description = "Of this key alone.")
    private @Nullable String key;

    @Option(names = "--user", paramLabel = "ID", description = "Of this user alone.")
    private @Nullable String user;

    @Option(
        names = "--organization",
        paramLabel = "SLUG",
        description = "Of this organization, its users and its keys.")
    private @Nullable String organization;
  }

  BudgetList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListBudgetsRequest.newBuilder().setPageSize(page.limit()).setPageToken(page.token());
    if (whose != null && whose.key != null) {
      request.setOwner("key:" + whose.key);
    }
    if (whose != null && whose.user != null) {
      request.setOwner("user:" + whose.user);
    }
    if (whose != null && whose.organization != null) {
      request.setOrganization(whose.organization);
    }
    var answer = connection.ledger().listBudgets(request.build());
    print(answer, () -> BudgetTable.of(answer.getBudgetsList()));
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }
}
