package dev.tollgate.kit.command;

import dev.tollgate.kit.db.Rollback;
import dev.tollgate.kit.db.Rollback.Outcome;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes the newest migration back. */
@Command(
    name = "rollback",
    description = {
      "Take back the newest migration. Stop the servers of this release first: they would apply it"
          + " again.",
      "Refused where data would be lost."
    })
final class MigrateRollback<C extends Record> extends MigrateCommand<C> {
  @Option(names = "--force", description = "Lose the data that the migration made room for.")
  private boolean force;

  MigrateRollback(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  int run(DataSource database, PrintWriter out, PrintWriter err) throws SQLException {
    return switch (Rollback.newest(database, program.schema(), force)) {
      case Outcome.Undone(var version, var description) -> {
        out.println("Took back version " + version + " " + description);
        yield 0;
      }
      case Outcome.WouldLose(var version, var what) -> {
        err.println("Version " + version + " stays. Taking it back would lose:");
        what.forEach(lost -> err.println("  - " + lost));
        err.println("Make a backup, then add --force.");
        yield 1;
      }
      case Outcome.NoWayBack(var version) -> {
        err.println("Version " + version + " has no way back: restore a backup instead.");
        yield 1;
      }
      case Outcome.Nothing _ -> {
        out.println("Nothing to take back: the schema is not there.");
        yield 0;
      }
    };
  }
}
