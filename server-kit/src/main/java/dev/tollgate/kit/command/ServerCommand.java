package dev.tollgate.kit.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.observe.Logging;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** Starts the server, and holds what else can be done with its configuration. */
@Command(synopsisSubcommandLabel = "[COMMAND]", description = "Start the server.")
public final class ServerCommand<C extends Record> extends ConfigFile<C>
    implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  private ServerCommand(ServerProgram<C> program, Map<String, String> environment) {
    super(program, environment);
  }

  /**
   * Does what the arguments say, and ends the process with 0 when it is done, with 1 if it failed
   * and with 2 if the arguments or the configuration are wrong. A server that has started runs on.
   */
  public static <C extends Record> void main(ServerProgram<C> program, String... args) {
    Logging.start();
    System.exit(
        run(
            program,
            System.getenv(),
            new PrintWriter(System.out, true, UTF_8),
            new PrintWriter(System.err, true, UTF_8),
            args));
  }

  static <C extends Record> int run(
      ServerProgram<C> program,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    var migrate =
        new CommandLine(new Migrate())
            .addSubcommand(new MigrateStatus<>(program, environment))
            .addSubcommand(new MigrateApply<>(program, environment))
            .addSubcommand(new MigrateRollback<>(program, environment))
            .addSubcommand(new MigrateRepair<>(program, environment));
    var command =
        new CommandLine(new ServerCommand<>(program, environment))
            .setCommandName(program.name())
            .addSubcommand(new CheckConfig<>(program, environment))
            .addSubcommand(migrate);
    program.commands().forEach(further -> command.addSubcommand(further.get()));
    return command
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(ServerCommand::failed)
        .execute(args);
  }

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    program.start().start(load());
    Thread.currentThread().join();
    return 0;
  }

  private static int failed(Exception failure, CommandLine command, ParseResult arguments)
      throws Exception {
    var what =
        command.getCommand() instanceof ServerCommand<?>
            ? command.getCommandName() + " does not start:"
            : command.getCommandSpec().qualifiedName() + " failed:";
    switch (failure) {
      case ConfigException e -> command.getErr().println(what + "\n" + e.getMessage());
      case InterruptedException _ -> throw failure;
      default -> command.getErr().println(what + " " + firstLine(failure));
    }
    return failure instanceof ConfigException ? MISCONFIGURED : FAILED;
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
