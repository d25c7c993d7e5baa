package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.ChargeRow;
import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.proto.ledger.v1.ImportChargesRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Sends what the other system had charged in batches, and keeps account of what became of it. */
final class ChargeRun {
  private static final int BATCH_MAX = 500;
  private static final int PROGRESS_EVERY = 100_000;

  private final Connection connection;
  private final String source;
  private final boolean dryRun;
  private final BalanceReport report;
  private final Consumer<String> remarks;
  private final List<ChargeRow> batch = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();
  private long read;

  ChargeRun(
      Connection connection,
      String source,
      boolean dryRun,
      BalanceReport report,
      Consumer<String> remarks) {
    this.connection = connection;
    this.source = source;
    this.dryRun = dryRun;
    this.report = report;
    this.remarks = remarks;
  }

  void take(OldTables tables) {
    for (var table : OldTable.CHARGES) {
      if (!tables.columns(table.table()).isEmpty()) {
        tables.read(table.table(), row -> take(ChargeRow.of(table, row)));
        send();
      }
    }
  }

  private void take(ChargeRow row) {
    read++;
    if (read % PROGRESS_EVERY == 0) {
      remarks.accept(read + " charges read, now in " + row.table().table());
    }
    if (!row.problems().isEmpty()) {
      report.refused(row, row.problems());
      return;
    }
    // A second row with the same id is judged beside what became of the first.
    if (batch.size() >= BATCH_MAX || !ids.add(row.id())) {
      send();
      ids.add(row.id());
    }
    batch.add(row);
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    var request = ImportChargesRequest.newBuilder().setSource(source).setDryRun(dryRun);
    batch.forEach(row -> request.addCharges(row.charge()));
    var results = connection.ledgerForImport().importCharges(request.build()).getResultsList();
    if (results.size() != batch.size()) {
      throw new IllegalStateException("the server answered for another number of rows");
    }
    for (int i = 0; i < results.size(); i++) {
      report.add(batch.get(i), results.get(i));
    }
    batch.clear();
    ids.clear();
  }
}
