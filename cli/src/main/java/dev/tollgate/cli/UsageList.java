package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Charge;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.Usage;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "list", description = "List charges, newest first. All filters hold together.")
final class UsageList extends ChargeList {
  @Option(
      names = "--request",
      paramLabel = "ID",
      defaultValue = "",
      description = "Only this request, by its x-request-id.")
  private String requestId = "";

  UsageList(Session session) {
    super(session);
  }

  @Override
  void narrow(ListUsageRequest.Builder question) {
    question.setRequestId(requestId);
  }

  @Override
  String text(List<Charge> charges) {
    var table =
        new Table(
            "POSTED",
            "REQUEST",
            "USER",
            "MODEL",
            "BYOK",
            "KIND",
            "EVIDENCE",
            "STATUS",
            "IN",
            "OUT",
            "UNITS",
            "COST",
            "SPEND",
            "BALANCE AFTER");
    for (var charge : charges) {
      var admission = charge.getAdmission();
      var usage = charge.getUsage();
      table.row(
          Table.time(charge.hasPostedAt(), charge.getPostedAt()),
          admission.getRequestId(),
          admission.getUserId(),
          admission.getModel(),
          byok(admission.getByok()),
          charge.getKind(),
          evidence(usage.getEvidence()),
          usage.getStatus() == 0 ? "" : usage.getStatus(),
          Tokens.input(usage.getTokens()),
          Tokens.output(usage.getTokens()),
          units(usage),
          Credits.text(charge.getCost().getNanocredits()),
          spend(charge),
          Credits.text(charge.getBalanceAfter()));
    }
    return table.toString();
  }

  /** What it is at the book's price, where that is not what was charged; else empty. */
  private static String spend(Charge charge) {
    return charge.getCost().hasSpend() ? Credits.text(charge.getCost().getSpend()) : "";
  }

  /** Whose own key it was sent with. */
  private static String byok(Byok owner) {
    return switch (owner) {
      case BYOK_UNSPECIFIED, UNRECOGNIZED -> "";
      case BYOK_USER -> "user";
      case BYOK_ORGANIZATION -> "organization";
    };
  }

  static String evidence(Evidence evidence) {
    return switch (evidence) {
      case EVIDENCE_UNSPECIFIED, UNRECOGNIZED -> "";
      case EVIDENCE_EXACT,
          EVIDENCE_PARTIAL,
          EVIDENCE_ESTIMATED,
          EVIDENCE_FIXED,
          EVIDENCE_DARK,
          EVIDENCE_ZERO,
          EVIDENCE_VOID,
          EVIDENCE_BOUND ->
          evidence.name().substring("EVIDENCE_".length()).toLowerCase(Locale.ROOT);
    };
  }

  /** Such as {@code 2 1024x1024}; empty if only tokens are counted. */
  private static String units(Usage usage) {
    return usage.getUnits() == 0 ? "" : (usage.getUnits() + " " + usage.getVariant()).strip();
  }
}
