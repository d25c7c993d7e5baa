package dev.tollgate.local;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.local.ScriptCheckout.Outcome;
import dev.tollgate.local.SystemSettings.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/**
 * A checkout whose script starts the real supervisor, the real PostgreSQL and the real mock
 * upstream, and a {@link StandIn} for each server that would have to be built. Closing it kills
 * whatever still names its state directory.
 */
final class StandInSystem implements AutoCloseable {
  final ScriptCheckout checkout;
  final Ports ports;

  private StandInSystem(ScriptCheckout checkout, Ports ports) {
    this.checkout = checkout;
    this.ports = ports;
  }

  static StandInSystem in(Path directory) throws IOException {
    EmbeddedPostgres.forTests(); // unpacks the programs
    var system = new StandInSystem(ScriptCheckout.in(directory), freePorts());
    var checkout = system.checkout;
    checkout.file(".mvn/maven.config");
    for (var path : List.of("prices", "local/prices", "target/postgres-18.6.0")) {
      checkout.link(Repository.root().resolve(path), path);
    }
    Files.writeString(checkout.file(".tollgate/secrets/demo-api-key"), "uc_demo");
    var ports = system.ports;
    checkout.program("local/target/dist/local", java("Local \"$@\""));
    system.standIn("ledger-server", "ledger-1", ports.ledgerObserve());
    system.standIn("authz-server", "authz", ports.authzObserve());
    checkout.program(
        "bin/python3",
        "case \"$*\" in *'launch.py -- '*) ;; *) exit 0 ;; esac\n"
            + system.standInLine("envoy", ports.traffic()));
    return system;
  }

  private static Ports freePorts() throws IOException {
    for (int attempt = 0; attempt < 20; attempt++) {
      var ports = Ports.from(ThreadLocalRandom.current().nextInt(20_000, 30_000));
      if (free(ports)) {
        return ports;
      }
    }
    throw new IOException("found no free ports between 17,000 and 32,000");
  }

  private static boolean free(Ports ports) {
    try {
      ports.requireFree(1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void standIn(String module, String part, int port) throws IOException {
    checkout.program(module + "/target/dist/" + module, standInLine(part, port));
  }

  private String standInLine(String part, int port) {
    return java("StandIn %s %d '%s' \"$@\"".formatted(part, port, checkout.root));
  }

  private static String java(String rest) {
    return "exec '%s/bin/java' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' dev.tollgate.local.%s"
        .formatted(System.getProperty("java.home"), System.getProperty("java.class.path"), rest);
  }

  Outcome run(String... options) throws Exception {
    return checkout.run(withPorts(options));
  }

  Process start(String... options) throws IOException {
    return checkout.start(withPorts(options));
  }

  private String[] withPorts(String... options) {
    var all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--port-base", Integer.toString(ports.traffic())));
    return all.toArray(String[]::new);
  }

  long pid(String part) throws IOException {
    var file = part.equals("postgres") ? "postgres/postmaster.pid" : "pids/" + part;
    return Long.parseLong(Files.readAllLines(checkout.state().resolve(file)).getFirst().strip());
  }

  void kill(String part) throws IOException {
    var process = ProcessHandle.of(pid(part)).orElseThrow();
    process.destroyForcibly();
    await().atMost(Duration.ofSeconds(20)).until(() -> !process.isAlive());
  }

  /** What the stand-ins told, in order. */
  List<String> events() throws IOException {
    var file = checkout.root.resolve("events");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  void awaitEvents(String... events) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(events()).contains(events));
  }

  /** Whatever names the state directory, or works in it as PostgreSQL's processes do. */
  Set<Long> processes() {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(this::belongs)
        .collect(Collectors.toSet());
  }

  private boolean belongs(long pid) {
    var process = Path.of("/proc", Long.toString(pid));
    try {
      return Files.readString(process.resolve("cmdline"), ISO_8859_1)
              .contains(checkout.state().toString())
          || Files.readSymbolicLink(process.resolve("cwd")).startsWith(checkout.state());
    } catch (IOException e) {
      return false;
    }
  }

  void awaitNothingLeft() {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(processes()).isEmpty());
  }

  @Override
  public void close() {
    for (long pid : processes()) {
      ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
    awaitNothingLeft();
  }
}
