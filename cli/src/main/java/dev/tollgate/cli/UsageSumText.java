package dev.tollgate.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.tollgate.proto.ledger.v1.SummarizeUsageResponse;
import dev.tollgate.proto.ledger.v1.UsageDimension;
import dev.tollgate.proto.ledger.v1.UsageSum;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Sums of usage for people, and for spreadsheets. Organizations are named by their slugs. */
final class UsageSumText {
  private static final List<String> COUNTS =
      List.of("REQUESTS", "FAILED", "DARK", "INEXACT", "IN", "OUT");

  /** What not everybody has: columns of a table only where there is some of it. */
  private enum Unit {
    BYOK,
    BYOK_SPEND,
    IMAGES,
    CHARACTERS,
    SECONDS;

    long of(UsageSum sum) {
      return switch (this) {
        case BYOK -> sum.getByok();
        case BYOK_SPEND -> sum.getByokNanocredits();
        case IMAGES -> sum.getImages();
        case CHARACTERS -> sum.getCharacters();
        case SECONDS -> sum.getSeconds();
      };
    }

    String heading() {
      return name().replace('_', ' ');
    }

    Object cell(UsageSum sum) {
      return this == BYOK_SPEND ? Credits.text(of(sum)) : (Object) of(sum);
    }
  }

  private UsageSumText() {}

  /** A line for each group, and one for all of them. */
  static Table table(List<UsageDimension> by, SummarizeUsageResponse answer) {
    var heading = new ArrayList<>(names(by).stream().map(n -> n.toUpperCase(Locale.ROOT)).toList());
    heading.addAll(COUNTS);
    var units = Arrays.stream(Unit.values()).filter(u -> u.of(answer.getTotal()) > 0);
    var shown = units.toList();
    shown.forEach(unit -> heading.add(unit.heading()));
    heading.add("COST");
    var table = new Table(heading.toArray(String[]::new));
    for (var sum : answer.getSumsList()) {
      table.row(cells(group(by, answer, sum), sum, shown));
    }
    var total = new ArrayList<String>();
    by.forEach(_ -> total.add(total.isEmpty() ? "all" : ""));
    table.row(cells(total, answer.getTotal(), shown));
    return table;
  }

  private static Object[] cells(List<String> group, UsageSum sum, List<Unit> units) {
    var cells = new ArrayList<Object>(group);
    cells.addAll(
        List.of(
            sum.getRequests(),
            sum.getFailed(),
            sum.getDark(),
            sum.getInexact(),
            Tokens.input(sum.getTokens()),
            Tokens.output(sum.getTokens())));
    units.forEach(unit -> cells.add(unit.cell(sum)));
    cells.add(Credits.text(sum.getCostNanocredits()));
    return cells.toArray();
  }

  /** A heading and a line for each group; amounts are credits. */
  static String csv(List<UsageDimension> by, SummarizeUsageResponse answer) {
    var text = new StringWriter();
    var csv = CsvWriter.builder().bufferSize(0).lineDelimiter(LineDelimiter.LF).build(text);
    var heading = new ArrayList<>(names(by));
    heading.addAll(
        List.of(
            "requests",
            "failed",
            "dark",
            "inexact",
            "voided",
            "tokens_input",
            "tokens_cached_input",
            "tokens_cache_write",
            "tokens_cache_write_1h",
            "tokens_output",
            "tokens_reasoning",
            "tokens_audio_input",
            "tokens_audio_output",
            "images",
            "characters",
            "seconds",
            "duration_ms",
            "cost",
            "dark_cost",
            "inexact_cost",
            "written_off",
            "byok",
            "byok_spend"));
    csv.writeRecord(heading);
    for (var sum : answer.getSumsList()) {
      var line = new ArrayList<>(group(by, answer, sum));
      line.addAll(counts(sum));
      csv.writeRecord(line);
    }
    return text.toString();
  }

  private static List<String> counts(UsageSum sum) {
    var tokens = sum.getTokens();
    var counts = new ArrayList<String>();
    for (long count :
        new long[] {
          sum.getRequests(),
          sum.getFailed(),
          sum.getDark(),
          sum.getInexact(),
          sum.getVoided(),
          tokens.getInput(),
          tokens.getCachedInput(),
          tokens.getCacheWrite(),
          tokens.getCacheWrite1H(),
          tokens.getOutput(),
          tokens.getReasoning(),
          tokens.getAudioInput(),
          tokens.getAudioOutput(),
          sum.getImages(),
          sum.getCharacters(),
          sum.getSeconds(),
          sum.getDurationMs()
        }) {
      counts.add(Long.toString(count));
    }
    counts.add(Credits.text(sum.getCostNanocredits()));
    counts.add(Credits.text(sum.getDarkNanocredits()));
    counts.add(Credits.text(sum.getInexactNanocredits()));
    counts.add(Credits.text(sum.getWrittenOffNanocredits()));
    counts.add(Long.toString(sum.getByok()));
    counts.add(Credits.text(sum.getByokNanocredits()));
    return counts;
  }

  private static List<String> names(List<UsageDimension> by) {
    return by.stream().map(DimensionConverter::name).toList();
  }

  private static List<String> group(
      List<UsageDimension> by, SummarizeUsageResponse answer, UsageSum sum) {
    var group = new ArrayList<String>();
    for (int i = 0; i < by.size(); i++) {
      var value = sum.getGroup(i);
      group.add(
          by.get(i) == UsageDimension.USAGE_DIMENSION_ORGANIZATION
              ? answer.getOrganizationsOrDefault(value, value)
              : value);
    }
    return group;
  }
}
