package dev.tollgate.ledger.export;

import dev.tollgate.export.ChargeFormat;
import dev.tollgate.ledger.credits.JdbcPartitions;
import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.export.JdbcExportedDays.Content;
import dev.tollgate.ledger.usage.JdbcUsageExport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each day of charges to a file once it is over for long enough, again if it was changed
 * since, and before it is dropped. One server of a ledger at a time; what a killed one left is
 * written anew.
 */
public final class DayExports {
  private static final Logger log = LoggerFactory.getLogger(DayExports.class);
  private static final int PAGE = 1_000;
  private static final JdbcUsageExport.Filter ALL = new JdbcUsageExport.Filter("", "", "");

  private final Transactions transactions;
  private final JdbcUsageExport usage;
  private final ExportConfig config;
  private final ExportMetrics metrics;

  public DayExports(Transactions transactions, ExportConfig config, ExportMetrics metrics) {
    this.transactions = transactions;
    this.usage = new JdbcUsageExport(transactions);
    this.config = config;
    this.metrics = metrics;
  }

  /**
   * Exports what is due, the oldest day first, unless another server does.
   *
   * @throws UncheckedIOException if a file cannot be written
   */
  public void run(LocalDate today) throws SQLException {
    var due = due(today.minusDays(1 + config.after().toDays()));
    metrics.due(due.size());
    for (int number = 0; number < due.size(); number++) {
      if (!exportAlone(due.get(number))) {
        return;
      }
      metrics.due(due.size() - number - 1);
    }
  }

  private List<LocalDate> due(LocalDate last) throws SQLException {
    return transactions.run(connection -> {
      var due = new ArrayList<LocalDate>();
      for (var day : JdbcPartitions.days(connection)) {
        if (!day.isAfter(last) && !stands(connection, day)) {
          due.add(day);
        }
      }
      return due;
    });
  }

  /** Whether the day stands in a file now; not if another server is at it. */
  private boolean exportAlone(LocalDate day) throws SQLException {
    return transactions.run(connection -> {
      if (!JdbcExportedDays.lock(connection)) {
        return false;
      }
      if (!stands(connection, day)) {
        export(connection, day);
      }
      return true;
    });
  }

  /**
   * Returns when a day that nobody changes any more stands in a file.
   *
   * @throws UncheckedIOException if it cannot be written, or another server exports just now
   */
  public void ensure(LocalDate day) throws SQLException {
    if (!exportAlone(day)) {
      throw new UncheckedIOException(new IOException("another server exports just now"));
    }
  }

  private boolean stands(Connection connection, LocalDate day) throws SQLException {
    return DayFile.of(config, day).exists()
        && JdbcExportedDays.content(connection, day)
            .equals(JdbcExportedDays.exported(connection, day));
  }

  /** Own transactions read the pages: the one that holds the lock may last. */
  private void export(Connection connection, LocalDate day) throws SQLException {
    var file = DayFile.of(config, day);
    var content = JdbcExportedDays.content(connection, day);
    try {
      boolean whole =
          file.write(charges -> {
            try {
              return write(day, charges).equals(content)
                  && JdbcExportedDays.content(connection, day).equals(content);
            } catch (SQLException e) {
              throw new IOException("the charges cannot be read: " + e.getMessage(), e);
            }
          });
      if (!whole) {
        throw new IOException("charges were changed meanwhile");
      }
    } catch (IOException e) {
      metrics.failed();
      throw new UncheckedIOException(
          "The charges of %s are not exported to %s: %s"
              .formatted(day, file.path(), e.getMessage()),
          e);
    }
    JdbcExportedDays.record(connection, day, content, file.name());
    metrics.written();
    log.info("The {} charges of {} stand in {}", content.charges(), day, file.path());
  }

  private Content write(LocalDate day, ChargeFormat charges) throws SQLException, IOException {
    long written = 0;
    long after = 0;
    long newest = 0;
    do {
      var page = usage.read(day, ALL, after, PAGE);
      for (var charge : page.charges()) {
        charges.write(charge);
        written++;
      }
      newest = page.last() == 0 ? newest : page.last();
      after = page.next();
    } while (after != 0);
    return new Content(written, newest);
  }
}
