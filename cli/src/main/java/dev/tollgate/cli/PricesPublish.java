package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.PublishPricesRequest;
import dev.tollgate.proto.ledger.v1.PublishPricesResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "publish",
    description = "Publish a version of a price book. What is published is never changed.")
final class PricesPublish extends AdminCommand {
  @Parameters(paramLabel = "FILE", description = "A price file, such as prices/default-2.yaml.")
  private Path file = Path.of("");

  @Option(names = "--dry-run", description = "Say what would change, and publish nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  PricesPublish(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request = PublishPricesRequest.newBuilder().setFile(text()).setDryRun(dryRun).build();
    var answer = connection.ledger().publishPrices(request);
    print(answer, () -> report(answer));
    return DONE;
  }

  private String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(), "FILE: " + file + " cannot be read as text (" + e + ")", e);
    }
  }

  private String report(PublishPricesResponse answer) {
    var book = answer.getBook();
    var name = PriceTable.name(book.getPriceVersion());
    var text = new StringBuilder();
    if (answer.getRepeated()) {
      text.append(name).append(" was published before");
    } else {
      text.append(dryRun ? "Would publish " : "Published ").append(name);
    }
    text.append(
        ": %d models, %s %s."
            .formatted(
                book.getModels(),
                book.getCurrent() ? "in force since" : "to hold from",
                Table.time(true, book.getEffectiveFrom())));
    return answer.getChangesCount() == 0
        ? text.append(" It changes no price.").toString()
        : text.append("\n\n").append(PriceTable.ofChanges(answer.getChangesList())).toString();
  }
}
