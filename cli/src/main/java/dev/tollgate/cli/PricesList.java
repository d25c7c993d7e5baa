package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.ListPriceBooksRequest;
import dev.tollgate.proto.ledger.v1.ListPriceBooksResponse;
import picocli.CommandLine.Command;

@Command(name = "list", description = "List the versions of price books, newest first.")
final class PricesList extends AdminCommand {
  PricesList(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var answer = connection.ledger().listPriceBooks(ListPriceBooksRequest.getDefaultInstance());
    print(answer, () -> table(answer));
    return DONE;
  }

  private static String table(ListPriceBooksResponse answer) {
    var table = new Table("VERSION", "HOLDS FROM", "PUBLISHED", "MODELS", "NOW");
    for (var book : answer.getBooksList()) {
      table.row(
          PriceTable.name(book.getPriceVersion()),
          Table.time(true, book.getEffectiveFrom()),
          Table.time(book.hasPublishedAt(), book.getPublishedAt()),
          book.getModels(),
          book.getCurrent() ? "in force" : "");
    }
    return table.toString();
  }
}
