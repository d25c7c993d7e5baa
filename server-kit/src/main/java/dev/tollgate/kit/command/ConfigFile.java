package dev.tollgate.kit.command;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command of a server takes: the file, and the wish for help. */
abstract class ConfigFile<C extends Record> {
  // Not required by the parser, which would require it of the command above a subcommand too.
  @Parameters(
      arity = "0..1",
      paramLabel = "CONFIG.yaml",
      hideParamSyntax = true,
      description = "The server's configuration.")
  @Nullable Path file;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec CommandSpec spec = CommandSpec.create();

  final ServerProgram<C> program;
  private final Map<String, String> environment;

  ConfigFile(ServerProgram<C> program, Map<String, String> environment) {
    this.program = program;
    this.environment = environment;
  }

  final C load() throws ConfigException {
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "Missing required parameter: 'CONFIG.yaml'");
    }
    return ConfigLoader.load(
        program.configuration(), file, program.environmentPrefix(), environment);
  }
}
