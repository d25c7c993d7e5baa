package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportKeysResponse;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportProblem;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/** Organizations, users and keys of another system. */
final class ImportAdmin {
  private static final int ROWS_MAX = 500;

  private final JdbcImport rows;
  private final InstantSource clock;

  ImportAdmin(JdbcImport rows, InstantSource clock) {
    this.rows = rows;
    this.clock = clock;
  }

  ImportKeysResponse importRows(Caller caller, ImportKeysRequest request) {
    caller.requirePlatform();
    new Fields()
        .name("source", request.getSource())
        .range("rows", request.getRowsCount(), 0, ROWS_MAX, " in one call")
        .check();
    var response = ImportKeysResponse.newBuilder();
    for (var outcome :
        rows.run(
            caller,
            request.getSource(),
            request.getRowsList(),
            request.getDryRun(),
            clock.instant())) {
      response.addOutcomes(toProto(outcome));
    }
    return response.build();
  }

  static ImportOutcome toProto(RowOutcome outcome) {
    return switch (outcome) {
      case RowOutcome.Imported(var id) -> taken("imported", id);
      case RowOutcome.Revoked(var id) -> taken("revoked", id);
      case RowOutcome.Unchanged(var id) -> taken("unchanged", id);
      case RowOutcome.Refused(var problems) -> refused(problems);
    };
  }

  private static ImportOutcome taken(String result, String id) {
    return ImportOutcome.newBuilder().setResult(result).setId(id).build();
  }

  private static ImportOutcome refused(Map<String, String> problems) {
    var outcome = ImportOutcome.newBuilder().setResult("refused");
    new TreeMap<>(problems)
        .forEach((field, reason) ->
            outcome.addProblems(ImportProblem.newBuilder().setField(field).setReason(reason)));
    return outcome.build();
  }
}
