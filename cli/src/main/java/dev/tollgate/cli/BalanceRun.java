package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.BalanceRow;
import dev.tollgate.cli.oldtables.OldSlugs;
import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.proto.admin.v1.BalanceOutcome;
import dev.tollgate.proto.admin.v1.ImportBalancesRequest;
import dev.tollgate.proto.admin.v1.ImportedBalance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Sends balances in batches and keeps account of what became of them. Reads each table twice: whose
 * balance stands there more than once is known before any of it is sent.
 */
final class BalanceRun {
  private static final int BATCH_MAX = 500;

  private final Connection connection;
  private final String source;
  private final boolean dryRun;
  private final BalanceReport report;
  private final List<BalanceRow> batch = new ArrayList<>();

  BalanceRun(Connection connection, String source, boolean dryRun, BalanceReport report) {
    this.connection = connection;
    this.source = source;
    this.dryRun = dryRun;
    this.report = report;
  }

  void take(OldTables tables) {
    var slugs = OldSlugs.read(tables);
    for (var table : OldTable.BALANCES) {
      if (!tables.columns(table.table()).isEmpty()) {
        var twice = twice(tables, table);
        tables.read(table.table(), row -> take(BalanceRow.of(table, row, slugs), twice));
        send();
      }
    }
  }

  /** Where the rows are of everyone who has several. */
  private static Map<String, String> twice(OldTables tables, OldTable table) {
    var first = new HashMap<String, String>();
    var twice = new HashMap<String, String>();
    tables.read(
        table.table(),
        row -> {
          var owner = BalanceRow.of(table, row, Map.of()).owner();
          var before = first.putIfAbsent(owner, row.place());
          if (before != null) {
            twice.merge(owner, before + ", " + row.place(), (all, _) -> all + ", " + row.place());
          }
        });
    return twice;
  }

  private void take(BalanceRow row, Map<String, String> twice) {
    var problems = new TreeMap<>(row.problems());
    var places = twice.get(row.owner());
    if (places != null && !row.owner().isEmpty()) {
      var owner = row.table() == OldTable.USER_CREDITS ? "user_id" : "organization_id";
      problems.putIfAbsent(owner, "stands more than once: " + places);
    }
    if (!problems.isEmpty()) {
      report.refused(row, problems);
      return;
    }
    batch.add(row);
    if (batch.size() >= BATCH_MAX) {
      send();
    }
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    var request = ImportBalancesRequest.newBuilder().setSource(source).setDryRun(dryRun);
    batch.forEach(row -> request.addBalances(row.balance()));
    var outcomes = connection.keysForImport().importBalances(request.build()).getOutcomesList();
    if (outcomes.size() != batch.size()) {
      throw new IllegalStateException("the server answered for another number of rows");
    }
    for (int i = 0; i < outcomes.size(); i++) {
      add(batch.get(i), outcomes.get(i));
    }
    batch.clear();
  }

  private void add(BalanceRow row, BalanceOutcome outcome) {
    var problems = new TreeMap<String, String>();
    outcome.getProblemsList().forEach(p -> problems.put(p.getField(), p.getReason()));
    switch (outcome.getResult()) {
      case "opened" -> report.taken(row, outcome);
      case "unchanged" -> report.unchanged(row, outcome);
      case "changed" -> report.changed(row, outcome, changes(row.balance(), outcome));
      default -> report.refused(row, problems);
    }
  }

  /** How a row differs from what was taken over before, by column. */
  private static Map<String, String> changes(ImportedBalance now, BalanceOutcome kept) {
    boolean user = now.hasUserId();
    var changes = new TreeMap<String, String>();
    long left = now.getGrantedNanocredits() - now.getUsedNanocredits();
    compare(
        changes,
        user ? "credits_remaining" : "credit_balance",
        left,
        kept.getGrantedNanocredits() - kept.getUsedNanocredits());
    if (user) {
      compare(
          changes, "credits_allocated", now.getGrantedNanocredits(), kept.getGrantedNanocredits());
    } else {
      compare(
          changes,
          "total_credits_purchased",
          now.getPurchasedNanocredits(),
          kept.getPurchasedNanocredits());
    }
    if (!now.getPurchasedAt().equals(kept.getPurchasedAt())) {
      changes.put("last_purchase_date", "is another one than when it was taken over");
    }
    return changes;
  }

  private static void compare(Map<String, String> changes, String column, long now, long kept) {
    if (now != kept) {
      changes.put(
          column,
          "is %s credits, and was %s when it was taken over"
              .formatted(Credits.text(now), Credits.text(kept)));
    }
  }
}
