package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.CredentialRow;
import dev.tollgate.cli.oldtables.Fernet;
import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ImportedProviderKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decrypts keys at providers, sends them in batches, and keeps account of what became of them. All
 * are read before any is sent: with a key that opens none of them, none is.
 */
final class ProviderKeyRun {
  private static final int BATCH_MAX = 100;
  private static final int ROWS_MAX = 10_000;

  private final Connection connection;
  private final List<Fernet> keys;
  private final boolean dryRun;
  private final boolean force;
  private final ImportReport report;

  ProviderKeyRun(Connection connection, List<Fernet> keys, boolean dryRun, boolean force) {
    this.connection = connection;
    this.keys = List.copyOf(keys);
    this.dryRun = dryRun;
    this.force = force;
    this.report = new ImportReport(dryRun);
  }

  ImportReport report() {
    return report;
  }

  /** A row with the key that it holds; empty if none of the Fernet keys opens it. */
  private record Opened(CredentialRow row, String key) {}

  void take(OldTables tables) {
    var opened = read(tables);
    if (!opened.isEmpty() && opened.stream().allMatch(row -> row.key().isEmpty())) {
      throw new MisconfiguredException(
          "the key does not open any of %d encrypted rows: it is not the one that the other system"
                  .formatted(opened.size())
              + " encrypted with. Nothing was imported");
    }
    var batch = new ArrayList<Opened>();
    for (var row : opened) {
      if (row.key().isEmpty()) {
        report.refused(
            row.row().table(),
            row.row().id(),
            Map.of(
                "key", "does not open with the other system's key: it is damaged, or another's"));
        continue;
      }
      batch.add(row);
      if (batch.size() == BATCH_MAX) {
        send(batch);
      }
    }
    send(batch);
  }

  /** Rows without a key, and those that count no more there, are none. */
  private List<Opened> read(OldTables tables) {
    var opened = new ArrayList<Opened>();
    for (var table : OldTable.CREDENTIALS) {
      if (!tables.columns(table.table()).isEmpty()) {
        tables.read(
            table.table(),
            row -> {
              var credential = CredentialRow.of(table, row);
              if (!credential.token().isEmpty()) {
                opened.add(new Opened(credential, credential.open(keys)));
              }
              if (opened.size() > ROWS_MAX) {
                throw new MisconfiguredException("there are more than " + ROWS_MAX + " keys");
              }
            });
      }
    }
    return opened;
  }

  private void send(List<Opened> batch) {
    if (batch.isEmpty()) {
      return;
    }
    var request = ImportProviderKeysRequest.newBuilder().setDryRun(dryRun);
    for (var row : batch) {
      request.addKeys(
          ImportedProviderKey.newBuilder()
              .setProvider(row.row().provider())
              .setKey(row.key())
              .setForce(force));
    }
    var outcomes =
        connection.providerKeysForRewrap().importProviderKeys(request.build()).getOutcomesList();
    if (outcomes.size() != batch.size()) {
      throw new IllegalStateException("the server answered for another number of rows");
    }
    for (int i = 0; i < outcomes.size(); i++) {
      report.add(batch.get(i).row().table(), batch.get(i).row().id(), outcomes.get(i));
    }
    batch.clear();
  }
}
