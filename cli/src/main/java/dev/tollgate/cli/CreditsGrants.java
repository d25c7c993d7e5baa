package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Grant;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.ListGrantsRequest;
import dev.tollgate.proto.ledger.v1.ListGrantsResponse;
import java.util.Locale;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "grants",
    description =
        "List the grants of a wallet, newest first, with what is left of those that expire.")
final class CreditsGrants extends AdminCommand {
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Wallet wallet = new Wallet();

  @Mixin private Page page = new Page();

  CreditsGrants(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var request =
        ListGrantsRequest.newBuilder()
            .setAccount(wallet.accountId())
            .setPageSize(page.limit())
            .setPageToken(page.token());
    var answer = connection.ledger().listGrants(request.build());
    print(answer, () -> text(answer));
    remarkOnPage(answer.getNextPageToken());
    return DONE;
  }

  private static String text(ListGrantsResponse answer) {
    var table = new Table("GRANTED", "KIND", "AMOUNT", "LEFT", "EXPIRES", "REFERENCE");
    for (var grant : answer.getGrantsList()) {
      table.row(
          Table.time(grant.hasGrantedAt(), grant.getGrantedAt()),
          kind(grant.getKind()),
          Credits.text(grant.getNanocredits()),
          grant.hasRemaining() ? Credits.text(grant.getRemaining()) : "",
          expires(grant),
          grant.getReference());
    }
    return table + "\nLeft of all that never expires: " + Credits.text(answer.getUnexpiring());
  }

  private static String expires(Grant grant) {
    if (!grant.hasExpiresAt()) {
      return "never";
    }
    var time = Table.time(true, grant.getExpiresAt());
    return grant.getExpired() ? time + " (expired)" : time;
  }

  private static String kind(GrantKind kind) {
    return switch (kind) {
      case GRANT_KIND_UNSPECIFIED, UNRECOGNIZED -> "grant";
      case GRANT_KIND_PURCHASE, GRANT_KIND_REFILL, GRANT_KIND_REFUND ->
          kind.name().substring("GRANT_KIND_".length()).toLowerCase(Locale.ROOT);
    };
  }
}
