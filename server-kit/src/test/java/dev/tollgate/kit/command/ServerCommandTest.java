package dev.tollgate.kit.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.local.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A server's command line over a real schema. */
final class ServerCommandTest {
  private static final Schema OLDER = new Schema("kit", "db/older");
  private static final Schema NEWER = new Schema("kit", "db/newer");
  private static final Schema EDITED = new Schema("kit", "db/edited");

  private final TestDatabase database = TestDatabase.create();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;
  private Path file = Path.of("");

  @Command(name = "greet")
  private static final class Greet implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      spec.commandLine().getOut().println("Hello");
      throw new IOException("nobody is here");
    }
  }

  record TestConfig(DatabaseConfig database) {}

  @BeforeEach
  void configuration() throws IOException {
    file =
        Files.writeString(
            directory.resolve("kit.yaml"),
            "database: {url: \"%s\", user: \"%s\", password: \"env:PASSWORD\"}%n"
                .formatted(database.jdbcUrl(), database.user()));
  }

  private int run(Schema schema, String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var program =
        new ServerProgram<>(
            "kit-server",
            TestConfig.class,
            "KIT",
            TestConfig::database,
            schema,
            config -> "database " + config.database().url() + "\n",
            config -> {
              throw new IOException("the port is taken");
            },
            List.of(() -> new CommandLine(new Greet())));
    var environment = Map.of("PASSWORD", database.password());
    return ServerCommand.run(
        program, environment, new PrintWriter(out), new PrintWriter(err, true), args);
  }

  private int migrate(Schema schema, String verb, String... options) {
    var args = new String[options.length + 3];
    args[0] = "migrate";
    args[1] = verb;
    System.arraycopy(options, 0, args, 2, options.length);
    args[args.length - 1] = file.toString();
    return run(schema, args);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void withoutItsFileItSaysWhatItTakes() {
    assertThat(run(NEWER)).isEqualTo(2);
    assertThat(err.toString()).contains("CONFIG.yaml", "Usage: kit-server");
  }

  @Test
  void aServersOwnCommandsNeedNoFile() {
    assertThat(run(NEWER, "greet")).isEqualTo(1);
    assertThat(out.toString()).startsWith("Hello");
    assertThat(err).hasToString("kit-server greet failed: nobody is here\n");
  }

  @Test
  void whatKeepsItFromStartingIsOneLine() {
    assertThat(run(NEWER, file.toString())).isEqualTo(1);
    assertThat(err).hasToString("kit-server does not start: the port is taken\n");
  }

  @Test
  void aWrongConfigurationIsShownAndNothingIsDone() throws Exception {
    Files.writeString(file, "datebase: {}\n");
    for (var command : new String[][] {{}, {"check-config"}, {"migrate", "apply"}}) {
      var args = new String[command.length + 1];
      System.arraycopy(command, 0, args, 0, command.length);
      args[command.length] = file.toString();
      assertThat(run(NEWER, args)).isEqualTo(2);
      assertThat(err.toString()).contains("datebase: there is no such key");
    }
  }

  @Test
  void aConfigurationIsCheckedWithoutStarting() {
    assertThat(run(NEWER, "check-config", file.toString())).isZero();
    assertThat(out.toString())
        .contains("database " + database.jdbcUrl(), "is a valid configuration of kit-server")
        .doesNotContain(database.password() + "\"");
  }

  @Test
  void statusTellsWhatIsThereAndWhatIsMissing() {
    assertThat(migrate(NEWER, "status")).isEqualTo(1);
    assertThat(out.toString()).containsPattern("1 +pending +- +thing").contains("2        pending");
    assertThat(migrate(OLDER, "apply")).isZero();
    assertThat(out).hasToString("Applied version 1 thing\n");
    assertThat(migrate(NEWER, "status")).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("1 +applied +20.*thing")
        .contains("2        pending");
    assertThat(migrate(NEWER, "apply")).isZero();
    assertThat(migrate(NEWER, "apply")).isZero();
    assertThat(out.toString()).startsWith("Nothing to apply");
    assertThat(migrate(NEWER, "status")).isZero();
  }

  @Test
  void aNewerSchemaIsNeitherAppliedToNorRepairedNorRolledBack() {
    migrate(NEWER, "apply");
    assertThat(migrate(OLDER, "status")).isEqualTo(1);
    assertThat(out.toString()).containsPattern("2 +unknown");
    for (var verb : new String[] {"apply", "repair", "rollback"}) {
      assertThat(migrate(OLDER, verb)).as(verb).isEqualTo(1);
      assertThat(err.toString()).contains("kit-server migrate " + verb + " failed:", "release");
    }
    assertThat(migrate(NEWER, "status")).isZero();
  }

  @Test
  void rollingBackIsOneTransactionAndCanBeAppliedAgain() {
    migrate(NEWER, "apply");
    assertThat(migrate(NEWER, "rollback")).isZero();
    assertThat(out).hasToString("Took back version 2 name\n");
    assertThat(migrate(OLDER, "status")).as("as the older release left it").isZero();
    assertThat(migrate(NEWER, "rollback")).isEqualTo(1);
    assertThat(err.toString()).contains("Version 1 has no way back");
    assertThat(migrate(NEWER, "apply")).isZero();
  }

  @Test
  void dataIsLostByForceAlone() throws Exception {
    migrate(NEWER, "apply");
    execute("INSERT INTO kit.thing (id, name) VALUES (1, 'a')");
    assertThat(migrate(NEWER, "rollback")).isEqualTo(1);
    assertThat(err.toString()).contains("would lose", "the names of things", "--force");
    assertThat(migrate(NEWER, "status")).as("nothing has changed").isZero();
    assertThat(migrate(NEWER, "rollback", "--force")).isZero();
    assertThat(migrate(OLDER, "status")).isZero();
  }

  @Test
  void whereThereIsNoSchemaThereIsNothingToTakeBack() {
    assertThat(migrate(NEWER, "rollback")).isZero();
    assertThat(out.toString()).startsWith("Nothing to take back");
  }

  @Test
  void anEditedMigrationKeepsTheServerFromStartingUntilItIsRepaired() {
    migrate(NEWER, "apply");
    assertThat(migrate(EDITED, "status")).isEqualTo(1);
    assertThat(out.toString()).containsPattern("2 +edited");
    assertThat(migrate(EDITED, "apply")).isEqualTo(1);
    assertThat(migrate(EDITED, "repair")).isZero();
    assertThat(out).hasToString("Repaired the record of version 2 (name)\n");
    assertThat(migrate(EDITED, "status")).isZero();
    assertThat(migrate(EDITED, "repair")).isZero();
    assertThat(out).hasToString("Nothing to repair.\n");
  }

  @Test
  void aDatabaseThatIsAwayIsOneLine() throws Exception {
    Files.writeString(
        file,
        "database: {url: \"jdbc:postgresql://127.0.0.1:1/none\", user: u, password:"
            + " \"env:PASSWORD\"}");
    for (var verb : new String[] {"status", "apply", "repair", "rollback"}) {
      assertThat(migrate(NEWER, verb)).as(verb).isEqualTo(1);
      assertThat(err.toString().strip()).contains("migrate " + verb + " failed: ").hasLineCount(1);
    }
  }
}
