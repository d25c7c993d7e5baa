package dev.tollgate.authz.admin;

import dev.tollgate.authz.admin.JdbcWalletOwners.Wallet;
import dev.tollgate.authz.admin.JdbcWalletOwners.Wallets;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.admin.v1.BalanceOutcome;
import dev.tollgate.proto.admin.v1.ImportBalancesRequest;
import dev.tollgate.proto.admin.v1.ImportBalancesResponse;
import dev.tollgate.proto.admin.v1.ImportProblem;
import dev.tollgate.proto.admin.v1.ImportedBalance;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc.LedgerAdminServiceBlockingStub;
import dev.tollgate.proto.ledger.v1.OpenBalancesRequest;
import dev.tollgate.proto.ledger.v1.OpenBalancesResponse;
import dev.tollgate.proto.ledger.v1.Opening;
import dev.tollgate.proto.ledger.v1.OpeningOutcome;
import io.grpc.StatusRuntimeException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Balances of another system: whose wallets they are is known here, what becomes of them the ledger
 * decides. Blocks.
 */
final class BalanceAdmin {
  private static final int ROWS_MAX = 500;
  private static final long SECONDS_MAX = 60;

  private final JdbcWalletOwners owners;
  private final LedgerAdminServiceBlockingStub ledger;

  BalanceAdmin(JdbcWalletOwners owners, LedgerAdminServiceBlockingStub ledger) {
    this.owners = owners;
    this.ledger = ledger;
  }

  ImportBalancesResponse importBalances(Caller caller, ImportBalancesRequest request) {
    caller.requirePlatform();
    new Fields()
        .name("source", request.getSource())
        .range("balances", request.getBalancesCount(), 0, ROWS_MAX, " in one call")
        .check();
    var rows = request.getBalancesList();
    var wallets = wallets(request.getSource(), rows);
    var found = new ArrayList<Opening>();
    for (var row : rows) {
      var wallet = wallet(wallets, row);
      if (wallet != null) {
        found.add(opening(row, wallet));
      }
    }
    var opened = open(request, found).getOutcomesList().iterator();
    var answer = ImportBalancesResponse.newBuilder();
    for (var row : rows) {
      var wallet = wallet(wallets, row);
      answer.addOutcomes(wallet == null ? nobody(row) : outcome(row, wallet, opened.next()));
    }
    return answer.build();
  }

  private Wallets wallets(String source, List<ImportedBalance> rows) {
    try {
      return owners.find(
          source,
          all(rows, ImportedBalance::getUserId),
          all(rows, ImportedBalance::getOrganizationId),
          all(rows, ImportedBalance::getSlug));
    } catch (SQLException e) {
      throw GrpcErrors.unavailable("the database cannot be used now: repeat the call");
    }
  }

  private static List<String> all(
      List<ImportedBalance> rows, Function<ImportedBalance, String> name) {
    return rows.stream().map(name).filter(value -> !value.isEmpty()).distinct().toList();
  }

  private static @Nullable Wallet wallet(Wallets wallets, ImportedBalance row) {
    if (row.hasUserId()) {
      return wallets.users().get(row.getUserId());
    }
    var imported = wallets.imported().get(row.getOrganizationId());
    return imported == null ? wallets.slugs().get(row.getSlug()) : imported;
  }

  private static Opening opening(ImportedBalance row, Wallet wallet) {
    var opening =
        Opening.newBuilder()
            .setAccount(wallet.account())
            .setOldId(row.hasUserId() ? row.getUserId() : row.getOrganizationId())
            .setGranted(row.getGrantedNanocredits())
            .setUsed(row.getUsedNanocredits())
            .setPurchased(row.getPurchasedNanocredits());
    return row.hasPurchasedAt()
        ? opening.setPurchasedAt(row.getPurchasedAt()).build()
        : opening.build();
  }

  private OpenBalancesResponse open(ImportBalancesRequest request, List<Opening> openings) {
    try {
      return ledger
          .withDeadlineAfter(SECONDS_MAX, TimeUnit.SECONDS)
          .openBalances(
              OpenBalancesRequest.newBuilder()
                  .setSource(request.getSource())
                  .setDryRun(request.getDryRun())
                  .addAllOpenings(openings)
                  .build());
    } catch (StatusRuntimeException e) {
      throw LedgerAnswer.forCaller(e);
    }
  }

  private static BalanceOutcome nobody(ImportedBalance row) {
    return row.hasUserId()
        ? refused("user_id", "is no user here: import its keys first, or make it by user create")
        : refused(
            "organization_id",
            "is no organization that was imported from this source, and no slug here");
  }

  private static BalanceOutcome refused(String field, String reason) {
    return BalanceOutcome.newBuilder()
        .setResult("refused")
        .addProblems(ImportProblem.newBuilder().setField(field).setReason(reason))
        .build();
  }

  private static BalanceOutcome outcome(
      ImportedBalance row, Wallet wallet, OpeningOutcome outcome) {
    if (!outcome.hasKept()) {
      var balance = row.hasUserId() ? "credits_remaining" : "credit_balance";
      var owner = row.hasUserId() ? "user_id" : "organization_id";
      return refused(outcome.getField().equals("old_id") ? owner : balance, outcome.getReason());
    }
    var kept = outcome.getKept();
    var answer =
        BalanceOutcome.newBuilder()
            .setResult(outcome.getResult())
            .setWallet(wallet.account())
            .setTier(wallet.tier())
            .setGrantedNanocredits(kept.getGranted())
            .setUsedNanocredits(kept.getUsed())
            .setPurchasedNanocredits(kept.getPurchased());
    return kept.hasPurchasedAt()
        ? answer.setPurchasedAt(kept.getPurchasedAt()).build()
        : answer.build();
  }
}
