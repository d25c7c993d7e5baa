package dev.tollgate.cli;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of all rows: how many of each table, and every one that was refused. */
final class ImportReport {
  private static final int SHOWN_MAX = 10_000;

  private final boolean dryRun;
  private final Map<OldTable, Counts> counts = new EnumMap<>(OldTable.class);
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Integer> reasons = new TreeMap<>();
  private int refused;

  ImportReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  private static final class Counts {
    private int imported;
    private int revoked;
    private int unchanged;
    private int refused;
  }

  private record Problem(OldTable table, String id, String field, String reason) {}

  void add(OldTable table, String id, ImportOutcome outcome) {
    var count = counts.computeIfAbsent(table, _ -> new Counts());
    switch (outcome.getResult()) {
      case "imported" -> count.imported++;
      case "revoked" -> count.revoked++;
      case "unchanged" -> count.unchanged++;
      default -> {
        var byField = new TreeMap<String, String>();
        outcome.getProblemsList().forEach(p -> byField.put(p.getField(), p.getReason()));
        refused(table, id, byField);
      }
    }
  }

  void refused(OldTable table, String id, Map<String, String> byField) {
    counts.computeIfAbsent(table, _ -> new Counts()).refused++;
    refused++;
    byField.forEach((field, reason) -> {
      reasons.merge(field + " " + reason, 1, Integer::sum);
      if (problems.size() < SHOWN_MAX) {
        problems.add(new Problem(table, id, field, reason));
      }
    });
  }

  boolean refusedAny() {
    return refused > 0;
  }

  String toText() {
    var summary =
        new Table("TABLE", dryRun ? "WOULD TAKE" : "TAKEN", "REVOKED", "UNCHANGED", "REFUSED");
    counts.forEach((table, count) ->
        summary.row(table.table(), count.imported, count.revoked, count.unchanged, count.refused));
    return refusedAny() ? summary + "\n\n" + byReason() + "\n\n" + rows() : summary.toString();
  }

  private Table byReason() {
    var table = new Table("ROWS", "REASON");
    reasons.forEach((reason, rows) -> table.row(rows, reason));
    return table;
  }

  private String rows() {
    var table = new Table("TABLE", "ID", "FIELD", "REASON");
    problems.forEach(p -> table.row(p.table().table(), p.id(), p.field(), p.reason()));
    return problems.size() < SHOWN_MAX ? table.toString() : table + "\n(and more)";
  }

  Struct toStruct() {
    var tables = Struct.newBuilder();
    counts.forEach((table, count) ->
        tables.putFields(
            table.table(),
            struct(
                Map.of(
                    "imported", count(count.imported),
                    "revoked", count(count.revoked),
                    "unchanged", count(count.unchanged),
                    "refused", count(count.refused)))));
    var rows = ListValue.newBuilder();
    problems.forEach(p ->
        rows.addValues(
            struct(
                Map.of(
                    "table", text(p.table().table()),
                    "id", text(p.id()),
                    "field", text(p.field()),
                    "reason", text(p.reason())))));
    return Struct.newBuilder()
        .putFields("dry_run", Value.newBuilder().setBoolValue(dryRun).build())
        .putFields("tables", Value.newBuilder().setStructValue(tables).build())
        .putFields("refused", Value.newBuilder().setListValue(rows).build())
        .build();
  }

  private static Value struct(Map<String, Value> fields) {
    return Value.newBuilder()
        .setStructValue(Struct.newBuilder().putAllFields(new TreeMap<>(fields)))
        .build();
  }

  /** As counts stand in the JSON of a protocol buffer; a number there would be a fraction. */
  private static Value count(long count) {
    return text(String.valueOf(count));
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
