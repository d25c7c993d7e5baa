package dev.tollgate.cli;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.cli.bill.Bill;
import dev.tollgate.cli.bill.Comparison;
import dev.tollgate.cli.bill.Comparison.Line;
import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A comparison with a bill, for people and for scripts. */
final class ReconcileReport {
  private final Bill bill;
  private final Comparison comparison;
  private final Map<LocalDate, GetProviderCostsResponse> days;
  private final String currency;
  private final boolean all;

  /**
   * @param days what the ledger answered for each
   * @param all show also what does not differ
   */
  ReconcileReport(
      Bill bill,
      Comparison comparison,
      Map<LocalDate, GetProviderCostsResponse> days,
      String currency,
      boolean all) {
    this.bill = bill;
    this.comparison = comparison;
    this.days = days;
    this.currency = currency;
    this.all = all;
  }

  String toText() {
    var heading = new ArrayList<>(List.of("DAY", "MODEL"));
    if (bill.hasAmounts()) {
      heading.addAll(List.of("OURS", "THEIRS", "DIFFERENCE"));
    }
    if (bill.hasTokens()) {
      heading.addAll(List.of("IN OURS", "IN THEIRS", "OUT OURS", "OUT THEIRS"));
    }
    heading.addAll(List.of("REQUESTS", "CHARGED", "WHY"));
    var table = new Table(heading.toArray(String[]::new));
    var lines = comparison.lines();
    for (var line : lines) {
      if (all || !line.within()) {
        table.row(cells(line, line.day().toString()));
      }
    }
    table.row(cells(sum(lines), "all"));
    var text = table + "\n\nAmounts are in " + currency + ", CHARGED in credits.";
    var gaps = gaps();
    return gaps == null ? text : text + "\n\n" + gaps;
  }

  private Object[] cells(Line line, String day) {
    var cells = new ArrayList<Object>(List.of(day, line.model()));
    if (bill.hasAmounts()) {
      cells.add(Comparison.plain(line.ours()));
      cells.add(Comparison.plain(line.theirs()));
      cells.add(Comparison.plain(line.difference()));
    }
    if (bill.hasTokens()) {
      cells.addAll(
          List.of(
              line.tokensInOurs(),
              line.tokensInTheirs(),
              line.tokensOutOurs(),
              line.tokensOutTheirs()));
    }
    cells.addAll(
        List.of(line.requests(), Credits.text(line.charged()), String.join(", ", line.reasons())));
    return cells.toArray();
  }

  private static Line sum(List<Line> lines) {
    var sum =
        new Line(
            LocalDate.EPOCH,
            "",
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            0,
            0,
            0,
            0,
            0,
            0,
            true,
            List.of());
    for (var line : lines) {
      sum =
          new Line(
              sum.day(),
              "",
              sum.ours().add(line.ours()),
              sum.theirs().add(line.theirs()),
              sum.difference().add(line.difference()),
              sum.requests() + line.requests(),
              Math.addExact(sum.charged(), line.charged()),
              sum.tokensInOurs() + line.tokensInOurs(),
              sum.tokensInTheirs() + line.tokensInTheirs(),
              sum.tokensOutOurs() + line.tokensOutOurs(),
              sum.tokensOutTheirs() + line.tokensOutTheirs(),
              sum.within() && line.within(),
              List.of());
    }
    return sum;
  }

  /** What no charge tells; null if there is nothing. */
  private @Nullable Table gaps() {
    var table = new Table("DAY", "WAITING", "STRAY", "OPEN", "DARK CEILING, ALL PROVIDERS");
    boolean some = false;
    for (var day : days.entrySet()) {
      var known = day.getValue();
      if (hasGaps(known)) {
        some = true;
        table.row(
            day.getKey(),
            known.getWaiting(),
            known.getStray(),
            known.getOpen(),
            Credits.text(known.getDarkCeilingNanocredits()));
      }
    }
    return some ? table : null;
  }

  private static boolean hasGaps(GetProviderCostsResponse known) {
    return known.getWaiting() > 0
        || known.getStray() > 0
        || known.getOpen() > 0
        || known.getDarkCeilingNanocredits() > 0;
  }

  Struct toStruct() {
    var lines = ListValue.newBuilder();
    comparison.lines().forEach(line -> lines.addValues(value(line)));
    var gaps = ListValue.newBuilder();
    days.forEach((day, known) -> {
      if (hasGaps(known)) {
        gaps.addValues(gap(day, known));
      }
    });
    var sum = value(sum(comparison.lines())).getStructValue().toBuilder();
    sum.removeFields("day").removeFields("model").removeFields("why");
    return Struct.newBuilder()
        .putFields("currency", text(currency))
        .putFields("equal", flag(comparison.holds()))
        .putFields("total", Value.newBuilder().setStructValue(sum).build())
        .putFields("lines", Value.newBuilder().setListValue(lines).build())
        .putFields("gaps", Value.newBuilder().setListValue(gaps).build())
        .build();
  }

  private Value value(Line line) {
    var fields = Struct.newBuilder();
    fields.putFields("day", text(line.day().toString()));
    fields.putFields("model", text(line.model()));
    if (bill.hasAmounts()) {
      fields.putFields("ours", text(Comparison.plain(line.ours())));
      fields.putFields("theirs", text(Comparison.plain(line.theirs())));
      fields.putFields("difference", text(Comparison.plain(line.difference())));
    }
    if (bill.hasTokens()) {
      fields.putFields("tokens_in_ours", count(line.tokensInOurs()));
      fields.putFields("tokens_in_theirs", count(line.tokensInTheirs()));
      fields.putFields("tokens_out_ours", count(line.tokensOutOurs()));
      fields.putFields("tokens_out_theirs", count(line.tokensOutTheirs()));
    }
    fields.putFields("requests", count(line.requests()));
    fields.putFields("charged_nanocredits", count(line.charged()));
    fields.putFields("equal", flag(line.within()));
    var why = ListValue.newBuilder();
    line.reasons().forEach(reason -> why.addValues(text(reason)));
    fields.putFields("why", Value.newBuilder().setListValue(why).build());
    return Value.newBuilder().setStructValue(fields).build();
  }

  private static Value gap(LocalDate day, GetProviderCostsResponse known) {
    var fields = Struct.newBuilder();
    fields.putFields("day", text(day.toString()));
    fields.putFields("waiting", count(known.getWaiting()));
    fields.putFields("stray", count(known.getStray()));
    fields.putFields("open", count(known.getOpen()));
    fields.putFields("dark_ceiling_nanocredits", count(known.getDarkCeilingNanocredits()));
    return Value.newBuilder().setStructValue(fields).build();
  }

  /** As counts stand in the JSON of a protocol buffer. */
  private static Value count(long count) {
    return text(String.valueOf(count));
  }

  private static Value flag(boolean flag) {
    return Value.newBuilder().setBoolValue(flag).build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }
}
