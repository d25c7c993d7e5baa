package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18 whose data outlives the process: durable settings, reachable on 127.0.0.1
 * with the password of the superuser {@code postgres} only, no Unix socket. What a killed process
 * left running on the same data directory is stopped first. The server ends with this JVM.
 *
 * <p>PostgreSQL refuses to run as root; for root it runs in a user namespace of its own, where the
 * same files belong to "nobody". Where those are forbidden, start() says so.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final List<String> SETTINGS =
      List.of(
          "fsync=on",
          "synchronous_commit=on",
          "full_page_writes=on",
          "password_encryption=scram-sha-256",
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=100",
          "shared_buffers=32MB",
          "max_wal_size=256MB",
          "jit=off",
          "logging_collector=off");

  private final Path home;
  private final Path data;
  private final Path log;
  private final int port;
  private final String password;
  private final PostgresProcesses processes;
  private volatile @Nullable Process postmaster;

  private EmbeddedPostgres(Path home, Path data, Path log, int port, String password) {
    this.home = home;
    this.data = data;
    this.log = log;
    this.port = port;
    this.password = password;
    this.processes = new PostgresProcesses(data);
  }

  /** The directory of unpacked programs that everything in this checkout shares. */
  public static Path sharedHome() {
    return PostgresBinaries.sharedHome();
  }

  /**
   * This JVM's server for tests: started on first use, gone with its data when the JVM ends. See
   * {@link TestDatabase} for a database of one's own in it.
   */
  public static EmbeddedPostgres forTests() throws IOException {
    return TestPostgres.shared();
  }

  /** As the other start(), with the log beside the data directory, as {@code postgres.log}. */
  public static EmbeddedPostgres start(Path home, Path data, int port, String password)
      throws IOException {
    return start(home, data, data.resolveSibling("postgres.log"), port, password);
  }

  /**
   * Returns when the server accepts connections.
   *
   * @param home where the programs are, or will be unpacked to; may be shared
   * @param data the data directory; created with {@code password} if it does not exist, else it
   *     keeps the password it has
   * @throws IOException with the end of the server's log, if it does not come up
   */
  public static EmbeddedPostgres start(Path home, Path data, Path log, int port, String password)
      throws IOException {
    PostgresBinaries.unpackOnce(home.toAbsolutePath());
    var postgres =
        new EmbeddedPostgres(
            home.toAbsolutePath(), real(data), log.toAbsolutePath(), port, password);
    postgres.processes.stop(STOP_TIMEOUT);
    postgres.initializeOnce();
    postgres.launch();
    return postgres;
  }

  /** Stops, in good order, what a killed process has left running on a data directory. */
  static void stopLeftOver(Path data) throws IOException {
    new PostgresProcesses(real(data)).stop(STOP_TIMEOUT);
  }

  private static Path real(Path data) throws IOException {
    var parent = Files.createDirectories(data.toAbsolutePath().resolveSibling(".")).toRealPath();
    return parent.resolve(data.getFileName());
  }

  /** Of the database {@code postgres}. */
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  public String user() {
    return "postgres";
  }

  public String password() {
    return password;
  }

  public int port() {
    return port;
  }

  boolean alive() {
    var process = postmaster;
    return process != null && process.isAlive();
  }

  /** Stops the server as a crash would: SIGKILL for the postmaster and all its children. */
  public void kill() throws IOException {
    processes.kill();
  }

  /** Stops the server in good order; repeating it changes nothing. */
  @Override
  public void close() throws IOException {
    processes.stop(STOP_TIMEOUT);
  }

  private void initializeOnce() throws IOException {
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path unfinished = data.resolveSibling(data.getFileName() + ".new");
    Commands.deleteTree(unfinished);
    Path passwordFile = Files.createTempFile("postgres", ".password"); // its owner's only
    try {
      Files.writeString(passwordFile, password + "\n");
      Commands.run(
          Rootless.command(
              List.of(
                  home.resolve("bin/initdb").toString(),
                  "--pgdata=" + unfinished,
                  "--username=postgres",
                  "--pwfile=" + passwordFile,
                  "--auth=scram-sha-256",
                  "--encoding=UTF8",
                  "--locale=C")));
      Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.delete(passwordFile);
    }
  }

  private void launch() throws IOException {
    var command = new ArrayList<>(List.of(home.resolve("bin/postgres").toString()));
    command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
    SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
    Files.deleteIfExists(data.resolve("postmaster.pid")); // stop() made sure that nobody works here
    var tied = Commands.tiedToThisProcess("INT", command);
    var process = Commands.start(new ProcessBuilder(Rootless.command(tied)), log);
    postmaster = process;
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!ready()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        processes.kill();
        throw new IOException("PostgreSQL did not start on port " + port + ": " + endOfLog());
      }
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw Commands.interrupted();
      }
    }
  }

  /** The postmaster writes its state into the eighth line of its pid file. */
  private boolean ready() throws IOException {
    try {
      var lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return lines.size() >= 8 && lines.get(7).startsWith("ready");
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private String endOfLog() throws IOException {
    var lines = Files.readAllLines(log);
    return lines.stream().skip(Math.max(0, lines.size() - 5)).collect(Collectors.joining("\n"))
        + "\n(all of it: "
        + log
        + ")";
  }
}
