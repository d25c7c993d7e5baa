package dev.tollgate.kit.command;

import dev.tollgate.kit.db.Migrations;
import java.io.PrintWriter;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** Makes the record of what was applied agree with this release. */
@Command(
    name = "repair",
    description =
        "Record an edited migration as it now stands. It is not applied again: compare first what"
            + " it has made with what it would make.")
final class MigrateRepair<C extends Record> extends MigrateCommand<C> {
  MigrateRepair(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  int run(DataSource database, PrintWriter out, PrintWriter err) {
    var repaired = Migrations.repair(database, program.schema());
    repaired.forEach(what -> out.println("Repaired the record of " + what));
    if (repaired.isEmpty()) {
      out.println("Nothing to repair.");
    }
    return 0;
  }
}
