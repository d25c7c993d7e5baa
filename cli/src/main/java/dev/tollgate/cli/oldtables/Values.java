package dev.tollgate.cli.oldtables;

import com.google.protobuf.Timestamp;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of one row, and what is wrong with them. */
final class Values {
  private static final Set<String> TRUE = Set.of("t", "true", "1", "yes", "y");
  private static final Set<String> FALSE = Set.of("f", "false", "0", "no", "n");
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendPattern("['T'][' ']")
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .parseLenient()
          .appendOffset("+HH:mm:ss", "Z")
          .toFormatter(Locale.ROOT);

  private static final Pattern AMOUNT =
      Pattern.compile("[+-]?\\d{1,40}(\\.\\d{0,40})?([eE][+-]?\\d{1,2})?");
  private static final int DIGITS_MAX = 20;
  private static final BigDecimal NANOCREDITS_MAX = BigDecimal.TEN.pow(18);

  private final OldTable table;
  private final OldRow row;
  private final Map<String, String> problems = new LinkedHashMap<>();

  Values(OldTable table, OldRow row) {
    this.table = table;
    this.row = row;
  }

  Map<String, String> problems() {
    return problems;
  }

  /** Empty if it is null or there is no such column. */
  String text(String name) {
    for (var column : table.names(name)) {
      var value = row.get(column);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  boolean flag(String name, boolean otherwise) {
    var text = text(name).toLowerCase(Locale.ROOT);
    if (text.isEmpty() || TRUE.contains(text)) {
      return text.isEmpty() ? otherwise : true;
    }
    if (!FALSE.contains(text)) {
      problems.put(name, "must be true or false");
    }
    return false;
  }

  long number(String name) {
    var text = text(name);
    try {
      return text.isEmpty() ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      problems.put(name, "must be a whole number");
      return 0;
    }
  }

  /** An amount as it stands there, whatever its sign; null if there is none, or it is none. */
  @Nullable BigDecimal amount(String name) {
    var text = text(name).strip();
    if (text.isEmpty()) {
      return null;
    }
    if (!AMOUNT.matcher(text).matches()) {
      problems.put(name, "must be a number");
      return null;
    }
    var amount = new BigDecimal(text).stripTrailingZeros();
    if (amount.precision() - amount.scale() > DIGITS_MAX || amount.scale() > DIGITS_MAX) {
      problems.put(name, "must have at most " + DIGITS_MAX + " digits before and behind its point");
      return null;
    }
    return amount;
  }

  /**
   * A balance, or a part of one, in nanocredits; null if there is none, or it cannot be taken over
   * to the last digit.
   *
   * @param decimals behind the point of which the last is nanocredits
   */
  @Nullable Long nanocredits(String name, int decimals) {
    var amount = amount(name);
    if (amount == null) {
      return null;
    }
    var nanocredits = amount.movePointRight(decimals);
    if (amount.signum() < 0) {
      problems.put(name, "must be 0 or more: settle it in the other system first");
    } else if (amount.scale() > decimals) {
      problems.put(
          name, "must have at most " + decimals + " decimals: round it in the other system first");
    } else if (nanocredits.compareTo(NANOCREDITS_MAX) > 0) {
      problems.put(name, "must be at most 1,000,000,000 credits");
    }
    return problems.containsKey(name) ? null : nanocredits.longValueExact();
  }

  /** Null if there is none. A time without a zone is UTC. */
  @Nullable Timestamp time(String name) {
    var text = text(name);
    if (text.isEmpty() || text.equals("infinity")) {
      return null;
    }
    var time = timeIfAny(name);
    if (time == null) {
      problems.put(name, "must be a time like 2024-01-31 12:00:00+00");
    }
    return time;
  }

  /** Null if there is none, or no time: one that a row can do without. */
  @Nullable Timestamp timeIfAny(String name) {
    try {
      var instant = instant(text(name));
      return Timestamp.newBuilder()
          .setSeconds(instant.getEpochSecond())
          .setNanos(instant.getNano())
          .build();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Instant instant(String text) {
    return switch (TIME.parseBest(
        text.strip(), OffsetDateTime::from, LocalDateTime::from, LocalDate::from)) {
      case OffsetDateTime time -> time.toInstant();
      case LocalDateTime time -> time.toInstant(ZoneOffset.UTC);
      case LocalDate day -> day.atStartOfDay().toInstant(ZoneOffset.UTC);
      default -> throw new DateTimeException("no time");
    };
  }

  /** From a JSON list, or an array as PostgreSQL writes it. */
  List<String> texts(String name) {
    var text = text(name).strip();
    try {
      return text.isEmpty() ? List.of() : TextList.parse(text);
    } catch (IllegalArgumentException e) {
      problems.put(name, "must be a list of texts like [\"llm:inference\"]");
      return List.of();
    }
  }
}
