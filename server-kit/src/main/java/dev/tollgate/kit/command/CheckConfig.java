package dev.tollgate.kit.command;

import dev.tollgate.kit.config.ConfigException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Reads the configuration as the server would, and says what it means. */
@Command(
    name = "check-config",
    description = "Check a configuration, with every file that it names, and show what it means.")
final class CheckConfig<C extends Record> extends ConfigFile<C> implements Callable<Integer> {
  CheckConfig(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  @Override
  public Integer call() throws ConfigException {
    var out = spec.commandLine().getOut();
    out.print(program.summary().apply(load()));
    out.println(file + " is a valid configuration of " + program.name() + ".");
    out.flush();
    return 0;
  }
}
