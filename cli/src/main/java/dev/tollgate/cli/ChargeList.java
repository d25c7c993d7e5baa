package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that lists charges, newest first. */
abstract class ChargeList extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "0..1")
  private Wallet wallet = new Wallet();

  @Option(
      names = "--key",
      paramLabel = "KEY_ID",
      defaultValue = "",
      description = "Only what this key asked for.")
  private String keyId = "";

  @Mixin private Page page = new Page();

  ChargeList(Session session) {
    super(session);
  }

  /** Says which charges, besides whose. */
  abstract void narrow(ListUsageRequest.Builder question);

  /** As people read them. */
  abstract String text(List<Charge> charges);

  @Override
  final int run(Connection connection) {
    var question =
        ListUsageRequest.newBuilder()
            .setAccount(wallet.accountId())
            .setKeyId(keyId)
            .setPageSize(page.limit())
            .setPageToken(page.token());
    narrow(question);
    var answer = connection.ledger().listUsage(question.build());
    print(answer, () -> text(answer.getChargesList()));
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }
}
