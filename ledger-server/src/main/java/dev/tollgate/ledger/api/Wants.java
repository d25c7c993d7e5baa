package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.Grant;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Want;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.PathResult;
import dev.tollgate.proto.ledger.v1.Verdict;
import java.util.HashSet;
import java.util.List;

/** What replicas ask for and what they are told, in the protocol's words. */
public final class Wants {
  private Wants() {}

  /** Refused with every bad field by name. */
  public static List<List<Want>> of(AcquireRequest request) {
    var fields = new Fields();
    for (int i = 0; i < request.getWantsCount(); i++) {
      var path = request.getWants(i);
      fields.between("wants[" + i + "].accounts", path.getAccountsCount(), 1, Records.PATH_MAX);
      var names = new HashSet<String>();
      for (var want : path.getAccountsList()) {
        var at = "wants[" + i + "].accounts";
        fields.account(at + ".account", want.getAccount());
        fields.atLeast(at + ".total", want.getTotal(), 0);
        fields.atLeast(at + ".exact_shortfall", want.getExactShortfall(), 0);
        fields.require(names.add(want.getAccount()), at, "must name each account once");
      }
    }
    fields.check();
    return request.getWantsList().stream()
        .map(path ->
            path.getAccountsList().stream()
                .map(w -> new Want(w.getAccount(), w.getTotal(), w.getExactShortfall()))
                .toList())
        .toList();
  }

  public static AcquireResponse answer(Ledger.Acquired acquired) {
    var answer = AcquireResponse.newBuilder().setHistoryId(acquired.historyId().toString());
    acquired.grants().forEach(grant -> answer.addResults(result(grant)));
    for (var seen : acquired.accounts()) {
      var account = seen.account();
      answer.addAccounts(
          AccountState.newBuilder()
              .setAccount(account.id())
              .setGrantedTotal(seen.grantedTotal())
              .setGranted(account.granted())
              .setPosted(account.posted())
              .setLeased(account.leased())
              .setClaimed(account.claimed())
              .setScarce(seen.scarce()));
    }
    return answer.build();
  }

  private static PathResult result(Grant grant) {
    return switch (grant) {
      case Grant.Granted() -> result(Verdict.VERDICT_GRANTED, "");
      case Grant.HeldElsewhere(var account) -> result(Verdict.VERDICT_SHORT, account);
      case Grant.Closed(var account) -> result(Verdict.VERDICT_CLOSED, account);
      case Grant.Never(var account) -> result(Verdict.VERDICT_NEVER, account);
    };
  }

  private static PathResult result(Verdict verdict, String account) {
    return PathResult.newBuilder().setVerdict(verdict).setAccount(account).build();
  }
}
