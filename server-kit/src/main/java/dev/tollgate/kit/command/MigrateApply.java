package dev.tollgate.kit.command;

import dev.tollgate.kit.db.Migration;
import dev.tollgate.kit.db.Migrations;
import java.io.PrintWriter;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;

/** Does what the server does at its start. */
@Command(name = "apply", description = "Bring the schema up to this release, as its start does.")
final class MigrateApply<C extends Record> extends MigrateCommand<C> {
  MigrateApply(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  int run(DataSource database, PrintWriter out, PrintWriter err) {
    var schema = program.schema();
    var pending =
        Migrations.status(database, schema).stream()
            .filter(migration -> migration.state() == Migration.State.PENDING)
            .toList();
    Migrations.apply(database, schema);
    pending.forEach(m -> out.println("Applied version " + m.version() + " " + m.description()));
    if (pending.isEmpty()) {
      out.println("Nothing to apply: the schema " + schema.name() + " is this release's.");
    }
    return 0;
  }
}
