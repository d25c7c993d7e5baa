package dev.tollgate.cli.bill;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a provider asks for, by day and model, out of one or several of its exports. One thread. */
public final class Bill {
  private static final Pattern AMOUNT =
      Pattern.compile("[+-]?\\d{1,18}(\\.\\d{0,40})?([eE][+-]?\\d{1,2})?");
  private static final Pattern COUNT = Pattern.compile("\\d{1,15}");
  private static final Pattern DAY = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})([T ].*)?");

  /** Of one day and model. */
  public record Sum(BigDecimal amount, long tokensIn, long tokensOut) {
    static final Sum NONE = new Sum(BigDecimal.ZERO, 0, 0);

    Sum plus(Sum other) {
      return new Sum(
          amount.add(other.amount),
          Math.addExact(tokensIn, other.tokensIn),
          Math.addExact(tokensOut, other.tokensOut));
    }
  }

  private final String currency;
  private final Map<LocalDate, Map<String, Sum>> days = new TreeMap<>();
  private boolean amounts;
  private boolean tokens;
  private boolean models;

  /**
   * An empty bill.
   *
   * @param currency in which its amounts must be
   */
  public Bill(String currency) {
    this.currency = currency;
  }

  /**
   * Adds what a file says.
   *
   * @param columns null: of an export that is known by its header
   * @throws BillException if it cannot be read
   */
  public void add(Path file, @Nullable BillColumns columns) {
    var csv =
        CsvReader.builder().detectBomHeader(true).allowExtraFields(true).allowMissingFields(true);
    try (var records = csv.ofNamedCsvRecord(file)) {
      BillColumns known = columns;
      for (var row : records) {
        if (known == null) {
          known = BillColumns.recognized(file.toString(), new HashSet<>(row.getHeader()));
        }
        add(file, row, known);
      }
    } catch (CsvParseException e) {
      throw new BillException(file + ": it is no CSV with a header: " + e.getMessage());
    } catch (IOException | UncheckedIOException e) {
      throw new BillException(file + ": it cannot be read");
    }
  }

  private void add(Path file, NamedCsvRecord row, BillColumns columns) {
    var reader = new Row(file, row);
    reader.requireColumns(columns.all());
    var name = columns.naming().of(reader.text(columns.model()));
    var amount = reader.amount(columns.amount());
    long in = reader.tokens(columns.tokensIn());
    long out = reader.tokens(columns.tokensOut());
    if (amount != null) {
      reader.requireCurrency(columns.currency(), currency);
    }
    var day = reader.day(columns.day());
    if (amount == null && in == 0 && out == 0) {
      return; // a day without any use stands there all the same
    }
    amounts |= amount != null;
    tokens |= columns.hasTokens();
    models |= !name.isEmpty();
    days.computeIfAbsent(day, _ -> new TreeMap<>())
        .merge(name, new Sum(amount == null ? BigDecimal.ZERO : amount, in, out), Sum::plus);
  }

  /** One line of a file, whose every problem names its line and column. */
  private record Row(Path file, NamedCsvRecord record) {
    private BillException wrong(String column, String problem) {
      return new BillException(
          "%s: line %d, column %s: %s"
              .formatted(file, record.getStartingLineNumber(), column, problem));
    }

    void requireColumns(List<String> columns) {
      if (record.getFieldCount() != record.getHeader().size()) {
        throw new BillException(
            "%s: line %d has %d fields, the header %d"
                .formatted(
                    file,
                    record.getStartingLineNumber(),
                    record.getFieldCount(),
                    record.getHeader().size()));
      }
      for (var column : columns) {
        if (!record.getHeader().contains(column)) {
          throw new BillException(file + ": line 1: there is no column " + column);
        }
      }
    }

    /** Empty of a column without a name. */
    String text(String column) {
      return column.isEmpty() ? "" : record.getField(column).strip();
    }

    LocalDate day(String column) {
      var matcher = DAY.matcher(text(column));
      try {
        if (matcher.matches()) {
          return LocalDate.parse(matcher.group(1));
        }
      } catch (DateTimeException e) {
        // No day either.
      }
      throw wrong(column, "\"" + text(column) + "\" is no day such as 2026-11-26");
    }

    @Nullable BigDecimal amount(String column) {
      var text = text(column);
      if (text.isEmpty()) {
        return null;
      }
      if (!AMOUNT.matcher(text).matches()) {
        throw wrong(column, "\"" + text + "\" is no amount such as 12.50");
      }
      return new BigDecimal(text);
    }

    long tokens(List<String> columns) {
      long sum = 0;
      for (var column : columns) {
        var text = text(column);
        if (!text.isEmpty() && !COUNT.matcher(text).matches()) {
          throw wrong(column, "\"" + text + "\" is no number of tokens");
        }
        sum += text.isEmpty() ? 0 : Long.parseLong(text);
      }
      return sum;
    }

    void requireCurrency(String column, String currency) {
      if (!column.isEmpty() && !text(column).equalsIgnoreCase(currency)) {
        throw wrong(
            column,
            "\"%s\" is not %s: bills in another currency need --currency and --credit-price"
                .formatted(text(column), currency));
      }
    }
  }

  /** Those that it says anything of, the first one first. */
  public Set<LocalDate> days() {
    return new TreeSet<>(days.keySet());
  }

  /** What it says of a day, by its own names of models. */
  public Map<String, Sum> of(LocalDate day) {
    return Map.copyOf(days.getOrDefault(day, Map.of()));
  }

  public boolean hasAmounts() {
    return amounts;
  }

  public boolean hasTokens() {
    return tokens;
  }

  /** False if it tells no models apart. */
  public boolean hasModels() {
    return models;
  }
}
