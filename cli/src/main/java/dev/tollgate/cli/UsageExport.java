package dev.tollgate.cli;

import dev.tollgate.export.ChargeFormat;
import dev.tollgate.export.ExportFormat;
import dev.tollgate.proto.ledger.v1.ExportUsageRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "export",
    description = {
      "Write every charge of some days, by day of admission in UTC, oldest first.",
      "A charge that is corrected meanwhile comes twice: the last of a reservation counts."
    })
final class UsageExport extends AdminCommand {
  @Mixin private UsageDays days = new UsageDays();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "csv, jsonl (an object a line) or parquet; ${DEFAULT-VALUE} if left out.")
  private ExportFormat format = ExportFormat.csv;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Where to; it is there when it is whole. Standard output if left out.")
  private @Nullable Path output;

  @Mixin private UsageOwner owner = new UsageOwner();

  UsageExport(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var first = days.first();
    var last = days.last();
    if (first == null || last == null || last.isBefore(first)) {
      throw new MisconfiguredException(
          "say which days: --month 2026-11, or --since and --until, the later one last");
    }
    try {
      long written =
          output == null
              ? write(connection, first, last, session().out())
              : toFile(connection, first, last, output);
      remark("%d charges from %s to %s".formatted(written, first, last));
      return DONE;
    } catch (IOException e) {
      throw new MisconfiguredException(
          "cannot write to "
              + (output == null ? "standard output" : output)
              + ": "
              + e.getMessage());
    }
  }

  /** Beside the file first: what has its name is whole. */
  private long toFile(Connection connection, LocalDate first, LocalDate last, Path file)
      throws IOException {
    var part = file.resolveSibling(file.getFileName() + ".part");
    long written;
    try (var out = Files.newOutputStream(part)) {
      written = write(connection, first, last, out);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    return written;
  }

  private long write(Connection connection, LocalDate first, LocalDate last, OutputStream out)
      throws IOException {
    var charges = format.to(out);
    long written = 0;
    for (var day = first; !day.isAfter(last); day = day.plusDays(1)) {
      written += write(connection, day, charges);
    }
    charges.finish();
    return written;
  }

  private long write(Connection connection, LocalDate day, ChargeFormat charges)
      throws IOException {
    var question =
        ExportUsageRequest.newBuilder()
            .setDay(day.toString())
            .setOrganizationId(owner.organization)
            .setUserId(owner.user)
            .setKeyId(owner.key);
    long written = 0;
    do {
      var page = connection.ledger().exportUsage(question.build());
      for (var charge : page.getChargesList()) {
        charges.write(charge);
        written++;
      }
      question.setPageToken(page.getNextPageToken());
    } while (!question.getPageToken().isEmpty());
    return written;
  }
}
