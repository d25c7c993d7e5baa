package dev.tollgate.kit.command;

import static java.util.Locale.ROOT;

import dev.tollgate.kit.db.Migration;
import dev.tollgate.kit.db.Migrations;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** Shows every migration. */
@Command(
    name = "status",
    description = "List the migrations of this release and of the database.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:the schema is this release's", "1:it is not"})
final class MigrateStatus<C extends Record> extends MigrateCommand<C> {
  MigrateStatus(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  int run(DataSource database, PrintWriter out, PrintWriter err) {
    var migrations = Migrations.status(database, program.schema());
    out.printf("%-8s %-8s %-21s %s%n", "VERSION", "STATE", "APPLIED AT", "DESCRIPTION");
    migrations.forEach(migration -> out.println(line(migration)));
    boolean current = migrations.stream().allMatch(m -> m.state() == Migration.State.APPLIED);
    return current ? 0 : 1;
  }

  private static String line(Migration migration) {
    var at = migration.appliedAt();
    return "%-8s %-8s %-21s %s"
        .formatted(
            migration.version(),
            migration.state().name().toLowerCase(ROOT),
            at == null ? "-" : at.truncatedTo(ChronoUnit.SECONDS),
            migration.description());
  }
}
