package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.cli.oldtables.Translation;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends old rows in batches and keeps account of what became of them. A dry run leaves nothing
 * behind that later batches could refer to, so there each batch brings the organizations that it
 * names.
 */
final class ImportRun {
  private static final List<OldTable> TABLES =
      List.of(OldTable.ORGANIZATIONS, OldTable.USERS, OldTable.USER_API_KEYS, OldTable.API_KEYS);
  private static final int BATCH_MAX = 500;
  private static final int ORGANIZATIONS_MAX = 50_000;
  private static final int PROGRESS_EVERY = 10_000;

  private final Connection connection;
  private final String source;
  private final boolean dryRun;
  private final Consumer<String> remarks;
  private final ImportReport report;
  private final Map<String, ImportRow> organizations = new HashMap<>();
  private final List<ImportRow> batch = new ArrayList<>();

  /** Of the same row of the batch; null for one that came along. */
  private final List<@Nullable Translation> origins = new ArrayList<>();

  private final Set<String> brought = new HashSet<>();
  private long read;

  ImportRun(Connection connection, String source, boolean dryRun, Consumer<String> remarks) {
    this.connection = connection;
    this.source = source;
    this.dryRun = dryRun;
    this.remarks = remarks;
    this.report = new ImportReport(dryRun);
  }

  ImportReport report() {
    return report;
  }

  /**
   * Takes every row of every table over.
   *
   * @param networks where from a key that can be guessed is accepted, by the key's id
   */
  void take(OldTables tables, Map<String, List<String>> networks) {
    for (var table : TABLES) {
      if (!tables.columns(table.table()).isEmpty()) {
        tables.read(table.table(), row -> take(Translation.of(table, row, networks)));
        send();
      }
    }
  }

  private void take(Translation translation) {
    read++;
    if (read % PROGRESS_EVERY == 0) {
      remarks.accept(read + " rows read, now in " + translation.table().table());
    }
    if (!translation.problems().isEmpty()) {
      report.refused(translation.table(), translation.id(), translation.problems());
      return;
    }
    if (batch.size() + 2 > BATCH_MAX) {
      send();
    }
    if (dryRun) {
      bring(translation);
    }
    batch.add(translation.row());
    origins.add(translation);
  }

  private void bring(Translation translation) {
    if (translation.table() == OldTable.ORGANIZATIONS) {
      if (organizations.size() >= ORGANIZATIONS_MAX) {
        throw new MisconfiguredException(
            "a dry run takes at most " + ORGANIZATIONS_MAX + " organizations");
      }
      organizations.put(translation.id(), translation.row());
      return;
    }
    var row = translation.row();
    var id = row.hasUser() ? row.getUser().getOrganizationId() : row.getKey().getOrganizationId();
    var organization = organizations.get(id);
    if (organization != null && brought.add(id)) {
      batch.add(organization);
      origins.add(null);
    }
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    var request =
        ImportKeysRequest.newBuilder().setSource(source).setDryRun(dryRun).addAllRows(batch);
    var outcomes = connection.keysForImport().importKeys(request.build()).getOutcomesList();
    if (outcomes.size() != batch.size()) {
      throw new IllegalStateException("the server answered for another number of rows");
    }
    for (int i = 0; i < outcomes.size(); i++) {
      var origin = origins.get(i);
      if (origin != null) {
        report.add(origin.table(), origin.id(), outcomes.get(i));
      }
    }
    batch.clear();
    origins.clear();
    brought.clear();
  }
}
