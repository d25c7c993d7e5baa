package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Period;
import dev.tollgate.proto.ledger.v1.SetBudgetRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "set",
    description = {
      "Limit what a key, a user or an organization may spend or ask for in each day, week or"
          + " month.",
      "It holds within a second. A limit on credits, one that counts callers' own keys too, and one"
          + " on requests may stand beside each other."
    })
final class BudgetSet extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private BudgetOwner owner = new BudgetOwner();

  @Option(
      names = "--per",
      paramLabel = "day|week|month",
      required = true,
      converter = BudgetPeriod.class,
      description = "By the calendar of the organization's time zone; weeks begin on Monday.")
  private Period period = Period.PERIOD_UNSPECIFIED;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Amount amount = new Amount();

  /** How much, of what. */
  private static final class Amount {
    @ArgGroup(exclusive = false)
    private @Nullable Spent spent;

    @Option(names = "--requests", paramLabel = "N", description = "How many requests may pass.")
    private @Nullable Long requests;
  }

  /** How many credits, and of whom. */
  private static final class Spent {
    @Option(
        names = "--credits",
        paramLabel = "N",
        required = true,
        converter = Credits.LimitConverter.class,
        description = "What may be spent; 0 lets pass only what costs nothing.")
    private long nanocredits;

    @Option(
        names = "--with-byok",
        description =
            "Count requests with callers' own keys at providers as well, by the price book. Another"
                + " limit than the one without.")
    private boolean byok;
  }

  BudgetSet(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = SetBudgetRequest.newBuilder().setOwner(owner.id()).setPeriod(period);
    if (amount.spent != null && amount.spent.byok) {
      request.setSpendNanocredits(amount.spent.nanocredits);
    } else if (amount.spent != null) {
      request.setNanocredits(amount.spent.nanocredits);
    }
    if (amount.requests != null) {
      request.setRequests(amount.requests);
    }
    var answer = connection.ledger().setBudget(request.build());
    print(answer, () -> BudgetTable.of(List.of(answer.getBudget())));
    return DONE;
  }
}
