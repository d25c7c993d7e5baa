package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.RemoveBudgetRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "remove", description = "Limit a key, a user or an organization no more.")
final class BudgetRemove extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private BudgetOwner owner = new BudgetOwner();

  @Option(
      names = "--per",
      paramLabel = "day|week|month",
      required = true,
      converter = BudgetPeriod.class,
      description = "Which of its limits.")
  private Period period = Period.PERIOD_UNSPECIFIED;

  @ArgGroup(exclusive = true)
  private @Nullable What what;

  /** Of what; of credits that are charged if nothing is said. */
  private static final class What {
    @Option(names = "--requests", description = "The limit on requests; else the one on credits.")
    private boolean requests;

    @Option(names = "--with-byok", description = "The one that counts callers' own keys too.")
    private boolean byok;
  }

  BudgetRemove(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer =
        connection
            .ledger()
            .removeBudget(
                RemoveBudgetRequest.newBuilder()
                    .setOwner(owner.id())
                    .setPeriod(period)
                    .setRequests(what != null && what.requests)
                    .setSpend(what != null && what.byok)
                    .build());
    print(answer, () -> "Removed.");
    return DONE;
  }
}
