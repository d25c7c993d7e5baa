package dev.tollgate.kit.command;

import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Schema;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * A server, as its command line needs to know it.
 *
 * @param name of the program
 * @param environmentPrefix of the variables that override its configuration
 * @param database where its schema is
 * @param summary what a configuration means, for people; never a secret
 * @param start starts it and returns; it runs until the process ends
 * @param commands what else it can be asked for; each is made anew for every run
 */
public record ServerProgram<C extends Record>(
    String name,
    Class<C> configuration,
    String environmentPrefix,
    Function<C, DatabaseConfig> database,
    Schema schema,
    Function<C, String> summary,
    Start<C> start,
    List<Supplier<CommandLine>> commands) {
  public ServerProgram {
    commands = List.copyOf(commands);
  }

  /** Starts a server. */
  public interface Start<C> {
    void start(C configuration) throws IOException;
  }
}
