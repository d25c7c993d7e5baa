package dev.tollgate.cli;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.cli.oldtables.BalanceRow;
import dev.tollgate.cli.oldtables.ChargeRow;
import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.proto.admin.v1.BalanceOutcome;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What became of all rows, what they come to there and here, and every one that differs, was
 * refused or cannot be read.
 */
final class BalanceReport {
  private static final int SHOWN_MAX = 10_000;
  private static final int NANO_DECIMALS = 9;

  private final boolean dryRun;
  private final Map<OldTable, Counts> counts = new EnumMap<>(OldTable.class);
  private final Map<OldTable, Totals> totals = new EnumMap<>(OldTable.class);
  private final List<Problem> problems = new ArrayList<>();
  private final List<Apart> apart = new ArrayList<>();
  private final List<Tier> tiers = new ArrayList<>();

  BalanceReport(boolean dryRun) {
    this.dryRun = dryRun;
  }

  private static final class Counts {
    private long taken;
    private long unchanged;
    private long changed;
    private long refused;
  }

  /** In nanocredits, which may be more than any wallet can hold. */
  private static final class Totals {
    private BigDecimal source = BigDecimal.ZERO;
    private BigDecimal ledger = BigDecimal.ZERO;
    private long unread;
  }

  private record Problem(OldTable table, String place, String id, String field, String reason) {}

  /** A balance that is another one there than here. */
  private record Apart(OldTable table, String place, String id, long source, long ledger) {}

  private record Tier(String user, String there, String here) {}

  void taken(BalanceRow row, BalanceOutcome outcome) {
    count(row.table()).taken++;
    total(row, outcome);
  }

  void unchanged(BalanceRow row, BalanceOutcome outcome) {
    count(row.table()).unchanged++;
    total(row, outcome);
  }

  /**
   * It was taken over before, and is another one there by now.
   *
   * @param changes how, by column
   */
  void changed(BalanceRow row, BalanceOutcome outcome, Map<String, String> changes) {
    count(row.table()).changed++;
    problems(row.table(), row.place(), row.owner(), changes);
    total(row, outcome);
  }

  /**
   * It was not taken over.
   *
   * @param reasons by column
   */
  void refused(BalanceRow row, Map<String, String> reasons) {
    count(row.table()).refused++;
    problems(row.table(), row.place(), row.owner(), reasons);
    total(row, BalanceOutcome.getDefaultInstance());
  }

  /** What the ledger answered: "imported", "unchanged" or "changed". */
  void add(ChargeRow row, String result) {
    switch (result) {
      case "imported" -> count(row.table()).taken++;
      case "unchanged" -> count(row.table()).unchanged++;
      default -> {
        count(row.table()).changed++;
        var change = Map.of("id", "has other content than when it was taken over");
        problems(row.table(), row.place(), row.id(), change);
      }
    }
  }

  void refused(ChargeRow row, Map<String, String> reasons) {
    count(row.table()).refused++;
    problems(row.table(), row.place(), row.id(), reasons);
  }

  private Counts count(OldTable table) {
    return counts.computeIfAbsent(table, _ -> new Counts());
  }

  private void problems(OldTable table, String place, String id, Map<String, String> byField) {
    new TreeMap<>(byField)
        .forEach((field, reason) -> {
          if (problems.size() < SHOWN_MAX) {
            problems.add(new Problem(table, place, id, field, reason));
          }
        });
  }

  private void total(BalanceRow row, BalanceOutcome kept) {
    var total = totals.computeIfAbsent(row.table(), _ -> new Totals());
    long here = kept.getGrantedNanocredits() - kept.getUsedNanocredits();
    total.ledger = total.ledger.add(BigDecimal.valueOf(here));
    var there = row.nanocredits();
    if (there == null) {
      total.unread++;
      return;
    }
    total.source = total.source.add(BigDecimal.valueOf(there));
    if (there != here && apart.size() < SHOWN_MAX) {
      apart.add(new Apart(row.table(), row.place(), row.owner(), there, here));
    }
    boolean otherTier =
        !row.tier().isEmpty() && !kept.getTier().isEmpty() && !row.tier().equals(kept.getTier());
    if (otherTier && tiers.size() < SHOWN_MAX) {
      tiers.add(new Tier(row.owner(), row.tier(), kept.getTier()));
    }
  }

  /** Whether everything is here as it is there. */
  boolean holds() {
    return counts.values().stream().allMatch(count -> count.refused == 0 && count.changed == 0);
  }

  String toText() {
    var text = new StringBuilder(summary().toString());
    append(text, !totals.isEmpty(), totals());
    append(text, !problems.isEmpty(), problems());
    append(text, !apart.isEmpty(), apart());
    append(text, !tiers.isEmpty(), tiers());
    if (problems.size() >= SHOWN_MAX) {
      text.append("\n(and more)");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, boolean some, Table table) {
    if (some) {
      text.append("\n\n").append(table);
    }
  }

  private Table summary() {
    var table =
        new Table("TABLE", dryRun ? "WOULD TAKE" : "TAKEN", "UNCHANGED", "CHANGED", "REFUSED");
    counts.forEach((old, count) ->
        table.row(old.table(), count.taken, count.unchanged, count.changed, count.refused));
    return table;
  }

  private Table totals() {
    var table = new Table("BALANCES", "SOURCE", "LEDGER", "DIFFERENCE", "UNREAD ROWS");
    totals.forEach((old, total) ->
        table.row(
            old.table(),
            credits(total.source),
            credits(total.ledger),
            credits(total.source.subtract(total.ledger)),
            total.unread));
    return table;
  }

  private Table problems() {
    var table = new Table("TABLE", "AT", "ID", "FIELD", "REASON");
    problems.forEach(p -> table.row(p.table().table(), p.place(), p.id(), p.field(), p.reason()));
    return table;
  }

  private Table apart() {
    var table = new Table("TABLE", "AT", "ID", "SOURCE", "LEDGER", "DIFFERENCE");
    apart.forEach(a ->
        table.row(
            a.table().table(),
            a.place(),
            a.id(),
            Credits.text(a.source()),
            Credits.text(a.ledger()),
            Credits.text(a.source() - a.ledger())));
    return table;
  }

  private Table tiers() {
    var table = new Table("USER", "TIER THERE", "TIER HERE, OF THE ORGANIZATION");
    tiers.forEach(t -> table.row(t.user(), t.there(), t.here()));
    return table;
  }

  private static String credits(BigDecimal nanocredits) {
    return nanocredits.movePointLeft(NANO_DECIMALS).stripTrailingZeros().toPlainString();
  }

  Struct toStruct() {
    var tables = Struct.newBuilder();
    counts.forEach((old, count) -> tables.putFields(old.table(), struct(fields(old, count))));
    return Struct.newBuilder()
        .putFields("dry_run", Value.newBuilder().setBoolValue(dryRun).build())
        .putFields("tables", Value.newBuilder().setStructValue(tables).build())
        .putFields("problems", list(problems, BalanceReport::fields))
        .putFields("differences", list(apart, BalanceReport::fields))
        .putFields("tiers", list(tiers, BalanceReport::fields))
        .build();
  }

  private static <T> Value list(List<T> rows, Function<T, Map<String, Value>> fields) {
    var list = ListValue.newBuilder();
    rows.forEach(row -> list.addValues(struct(fields.apply(row))));
    return Value.newBuilder().setListValue(list).build();
  }

  private static Map<String, Value> fields(Problem problem) {
    return Map.of(
        "table", text(problem.table().table()),
        "at", text(problem.place()),
        "id", text(problem.id()),
        "field", text(problem.field()),
        "reason", text(problem.reason()));
  }

  private static Map<String, Value> fields(Apart row) {
    return Map.of(
        "table", text(row.table().table()),
        "at", text(row.place()),
        "id", text(row.id()),
        "source_nanocredits", text(String.valueOf(row.source())),
        "ledger_nanocredits", text(String.valueOf(row.ledger())));
  }

  private static Map<String, Value> fields(Tier tier) {
    return Map.of(
        "user_id", text(tier.user()), "there", text(tier.there()), "here", text(tier.here()));
  }

  private Map<String, Value> fields(OldTable table, Counts count) {
    var fields = new TreeMap<String, Value>();
    fields.put("taken", text(String.valueOf(count.taken)));
    fields.put("unchanged", text(String.valueOf(count.unchanged)));
    fields.put("changed", text(String.valueOf(count.changed)));
    fields.put("refused", text(String.valueOf(count.refused)));
    var total = totals.get(table);
    if (total != null) {
      fields.put("source_nanocredits", text(total.source.toPlainString()));
      fields.put("ledger_nanocredits", text(total.ledger.toPlainString()));
      fields.put("unread", text(String.valueOf(total.unread)));
    }
    return fields;
  }

  private static Value struct(Map<String, Value> fields) {
    return Value.newBuilder()
        .setStructValue(Struct.newBuilder().putAllFields(new TreeMap<>(fields)))
        .build();
  }

  /** Numbers too, as they stand in the JSON of a protocol buffer. */
  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
