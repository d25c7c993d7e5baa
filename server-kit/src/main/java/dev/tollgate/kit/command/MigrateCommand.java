package dev.tollgate.kit.command;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.db.Databases;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** A command on the schema that the configuration names. */
abstract class MigrateCommand<C extends Record> extends ConfigFile<C> implements Callable<Integer> {
  MigrateCommand(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  public final Integer call() throws ConfigException, SQLException {
    var config = program.database().apply(load());
    var command = spec.commandLine();
    try {
      return run(
          Databases.commandConnections(config, program.name() + " migrate"),
          command.getOut(),
          command.getErr());
    } finally {
      command.getOut().flush();
    }
  }

  /** Does it, and returns the exit code. */
  abstract int run(DataSource database, PrintWriter out, PrintWriter err) throws SQLException;
}
