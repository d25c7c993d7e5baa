package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.GetPriceBookRequest;
import dev.tollgate.proto.ledger.v1.GetPriceBookResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "show", description = "Show the prices of a book.")
final class PricesShow extends AdminCommand {
  @Parameters(
      paramLabel = "BOOK",
      arity = "0..1",
      defaultValue = "default",
      description = "Which book; \"default\" if left out.")
  private String book = "";

  @Option(
      names = "--version",
      paramLabel = "N",
      description = "Which version; the one that is in force now if left out.")
  private int version;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "",
      description = "Only this model, by its name or an alias.")
  private String model = "";

  PricesShow(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = GetPriceBookRequest.newBuilder().setBook(book).setVersion(version).build();
    var answer = only(connection.ledger().getPriceBook(request));
    print(
        answer,
        () -> {
          var summary = answer.getSummary();
          return "%s, from %s%n%n%s"
              .formatted(
                  PriceTable.name(summary.getPriceVersion()),
                  Table.time(true, summary.getEffectiveFrom()),
                  PriceTable.of(answer.getModelsList()));
        });
    if (answer.getModelsCount() == 0) {
      remark("It has no model " + Table.printable(model) + ".");
      return FAILED;
    }
    return DONE;
  }

  private GetPriceBookResponse only(GetPriceBookResponse answer) {
    if (model.isEmpty()) {
      return answer;
    }
    var found =
        answer.getModelsList().stream()
            .filter(
                price -> price.getModel().equals(model) || price.getAliasesList().contains(model))
            .toList();
    return answer.toBuilder().clearModels().addAllModels(found).build();
  }
}
