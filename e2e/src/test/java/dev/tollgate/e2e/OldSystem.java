package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an older gateway leaves behind, made by its own kind of program, and how it is imported. */
final class OldSystem {
  private final Gateway gateway;
  private final Path directory;

  /** A key as its owner has it. */
  record Key(String family, String oldId, String text) {}

  /** What the command printed. */
  record Run(int exitCode, String out) {}

  private OldSystem(Gateway gateway, Path directory) {
    this.gateway = gateway;
    this.directory = directory;
  }

  static OldSystem make(Gateway gateway, String... options) throws Exception {
    var root = Repository.root();
    var directory = root.resolve("target/e2e/old-" + System.nanoTime());
    var venv = root.resolve("target/python-old").toString();
    var made =
        run(
            List.of(
                "python3",
                root.resolve("local/python_venv.py").toString(),
                venv,
                "bcrypt==5.0.0",
                "cryptography==46.0.3"),
            Map.of());
    assertThat(made.exitCode()).as(made.out()).isZero();
    var command =
        new ArrayList<>(
            List.of(
                venv + "/bin/python",
                root.resolve("e2e/src/test/python/old_dump.py").toString(),
                directory.toString(),
                "--mock-keys",
                gateway.system.settings().state().resolve("secrets").toString()));
    command.addAll(List.of(options));
    var dumped = run(command, Map.of());
    assertThat(dumped.exitCode()).as(dumped.out()).isZero();
    return new OldSystem(gateway, directory);
  }

  String csv() {
    return directory.toString();
  }

  /** Restores the dump into a database of its own and returns its address. */
  String database() throws IOException, SQLException {
    var name = "old_" + System.nanoTime();
    try (var connection = gateway.database();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    var url = gateway.system.databaseUrl().replaceFirst("/[^/?]+(\\?.*)?$", "/" + name);
    try (var connection =
            DriverManager.getConnection(url, "postgres", gateway.system.databasePassword());
        var statement = connection.createStatement()) {
      statement.execute(Files.readString(directory.resolve("dump.sql")));
    }
    return url.replace("jdbc:postgresql://", "postgresql://postgres@");
  }

  List<Key> keys() throws IOException {
    return Files.readAllLines(directory.resolve("keys.txt")).stream()
        .map(line -> line.split(" "))
        .map(parts -> new Key(parts[0], parts[1], parts[2]))
        .toList();
  }

  /** {@code ./tollgate import keys --from FROM OPTIONS}. */
  Run importKeys(String from, String... options) throws Exception {
    return take("keys", from, options);
  }

  /** {@code ./tollgate import balances --from FROM OPTIONS}. */
  Run importBalances(String from, String... options) throws Exception {
    return take("balances", from, options);
  }

  /** {@code ./tollgate import provider-keys --from FROM --key-file FILE OPTIONS}. */
  Run importProviderKeys(String from, String... options) throws Exception {
    var all =
        new ArrayList<>(List.of("--key-file", directory.resolve("encryption-key").toString()));
    all.addAll(List.of(options));
    return take("provider-keys", from, all.toArray(String[]::new));
  }

  private Run take(String what, String from, String... options) throws Exception {
    var command =
        new ArrayList<>(List.of(Repository.root().resolve("tollgate").toString(), "import", what));
    command.addAll(List.of("--from", from));
    command.addAll(List.of(options));
    var environment =
        Map.of(
            "TOLLGATE_ADMIN_GRPC", "127.0.0.1:" + gateway.system.settings().ports().admin(),
            "TOLLGATE_ADMIN_KEY", gateway.system.adminKey(),
            "PGPASSWORD", gateway.system.databasePassword());
    return run(command, environment);
  }

  private static Run run(List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), output);
  }
}
