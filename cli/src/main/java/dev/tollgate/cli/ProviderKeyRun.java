package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.CredentialRow;
import dev.tollgate.cli.oldtables.Fernet;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.proto.admin.v1.ImportProviderKeysRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decrypts keys at providers, sends them in batches, and keeps account of what became of them. All
 * are read before any is sent: with a key that opens none of them, none is.
 */
final class ProviderKeyRun {
  private static final int BATCH_MAX = 100;

  /** Longer than any key: a batch of such fits into one message. */
  private static final int KEY_CHARACTERS_MAX = 16_384;

  private final Connection connection;
  private final List<Fernet> keys;
  private final ImportSource from;
  private final boolean force;
  private final ImportReport report;
  private final List<Opened> batch = new ArrayList<>();

  ProviderKeyRun(Connection connection, List<Fernet> keys, ImportSource from, boolean force) {
    this.connection = connection;
    this.keys = List.copyOf(keys);
    this.from = from;
    this.force = force;
    this.report = new ImportReport(from.dryRun);
  }

  ImportReport report() {
    return report;
  }

  /** A row with the key that it holds; empty if none of the Fernet keys opens it. */
  private record Opened(CredentialRow row, String key) {
    Map<String, String> problems() {
      var problems = new TreeMap<>(row.problems());
      if (key.isEmpty()) {
        problems.put(
            "key", "does not open with the other system's key: it is damaged, or another's");
      } else if (key.length() > KEY_CHARACTERS_MAX) {
        problems.put("key", "has more than " + KEY_CHARACTERS_MAX + " characters: it is none");
      }
      return problems;
    }
  }

  void take(OldTables tables) {
    var opened = new ArrayList<Opened>();
    CredentialRow.read(
        tables,
        row -> {
          opened.add(new Opened(row, row.open(keys)));
          CredentialRow.requireBound(opened.size());
        });
    if (!opened.isEmpty() && opened.stream().allMatch(row -> row.key().isEmpty())) {
      throw new MisconfiguredException(
          "the key does not open any of %d encrypted rows: it is not the one that the other system"
                  .formatted(opened.size())
              + " encrypted with. Nothing was imported");
    }
    opened.forEach(this::take);
    send();
  }

  private void take(Opened opened) {
    var problems = opened.problems();
    if (!problems.isEmpty()) {
      report.refused(opened.row().table(), opened.row().id(), problems);
      return;
    }
    batch.add(opened);
    if (batch.size() == BATCH_MAX) {
      send();
    }
  }

  private void send() {
    if (batch.isEmpty()) {
      return;
    }
    var request =
        ImportProviderKeysRequest.newBuilder().setSource(from.name).setDryRun(from.dryRun);
    for (var opened : batch) {
      request.addKeys(opened.row().key().toBuilder().setKey(opened.key()).setForce(force));
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
