package dev.tollgate.bench.chain;

import dev.tollgate.bench.Benchmark;
import dev.tollgate.bench.EmptyProcess;
import dev.tollgate.bench.Subject;
import dev.tollgate.local.Repository;
import dev.tollgate.local.SystemSettings.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What a call costs in Envoy, from a bare one to the reference configuration. */
@Command(
    name = "chain",
    description = "Measures Envoy's filter chain; benchmarks/README.md explains.")
public final class ChainBenchmark extends Benchmark<ChainPlan> {
  private static final long NANOCREDITS = 1_000_000_000_000_000_000L;

  @Option(names = "--quick", description = "some seconds: shows that it works, measures little")
  private boolean quick;

  @Option(
      names = "--connections",
      defaultValue = "4",
      description = "to each Envoy, 1 to 64 (default ${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--beside",
      paramLabel = "DIRECTORY",
      description =
          "another reference configuration to measure as well, such as another checkout's envoy/")
  private @Nullable Path beside;

  public static void main(String[] args) {
    main(new ChainBenchmark(), args);
  }

  @Override
  protected String size() {
    return "--connections";
  }

  @Override
  protected ChainPlan plan() {
    return quick ? ChainPlan.quick(connections) : ChainPlan.full(connections);
  }

  @Override
  protected void run(ChainPlan plan) throws IOException {
    var state = state();
    say("starting; logs and data are in %s until all is well".formatted(state));
    try (var subject = Subject.start(state);
        var contenders = new Contenders(subject, state)) {
      var rounds = new Rounds(plan, contenders.all());
      rounds.play();
      say(ChainReport.of(plan, rounds));
    }
    delete(state);
  }

  private static void delete(Path state) throws IOException {
    try (var all = Files.walk(state)) {
      for (var path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  /** All Envoys, and whom they ask. */
  private final class Contenders implements AutoCloseable {
    private final Subject subject;
    private final Path state;
    private final List<Contender> all = new ArrayList<>();
    private final List<AutoCloseable> started = new ArrayList<>();

    Contenders(Subject subject, Path state) throws IOException {
      this.subject = subject;
      this.state = state;
      try {
        start();
      } catch (IOException e) {
        close();
        throw e;
      }
    }

    private void start() throws IOException {
      var key = subject.apiKey("rich", NANOCREDITS);
      var providerKey = subject.openaiKey();
      int upstream = subject.upstreamPort();
      for (var name : List.of(ChainReport.BARE, ChainReport.BARE_AGAIN)) {
        int port = Ports.free(1).traffic();
        add(name, Configurations.bare(directory(name), port, upstream), port, providerKey, null);
      }
      var empty = EmptyProcess.start(subject.authzPid(), state.resolve("empty.sock"));
      started.add(empty);
      int asking = Ports.free(1).traffic();
      var askingFile = Configurations.asking(directory("asking"), asking, upstream, empty.socket());
      add(ChainReport.ASKING, askingFile, asking, providerKey, empty);
      var answers = Recording.of(subject, key, state.resolve("answers"));
      chain(ChainReport.CHAIN, Repository.root().resolve("envoy"), answers, key);
      if (beside != null) {
        chain(ChainReport.BESIDE, beside, answers, key);
      }
      all.add(
          new Contender(
              ChainReport.WHOLE,
              subject.trafficPort(),
              key,
              subject.envoyPid(),
              subject.authzPid()));
    }

    private void chain(String name, Path envoy, Path answers, String key) throws IOException {
      var socket = state.resolve(name.replace(' ', '-') + ".sock");
      var recorded =
          EmptyProcess.start(
              subject.authzPid(), socket, RecordedAnswers.class, List.of(answers.toString()));
      started.add(recorded);
      var ports = Ports.free(1);
      var file =
          Configurations.reference(
              envoy,
              directory(name),
              ports.traffic(),
              ports.adminRest(),
              subject.upstreamPort(),
              socket);
      add(name, file, ports.traffic(), key, recorded);
    }

    private void add(
        String name, Path configuration, int port, String key, @Nullable EmptyProcess asked)
        throws IOException {
      var envoy = EnvoyProcess.start(configuration, port);
      started.add(envoy);
      all.add(new Contender(name, port, key, envoy.pid(), asked == null ? 0 : asked.pid()));
    }

    private Path directory(String name) {
      return state.resolve(name.replace(' ', '-'));
    }

    List<Contender> all() {
      return List.copyOf(all);
    }

    @Override
    public void close() throws IOException {
      for (var one : started.reversed()) {
        try {
          one.close();
        } catch (Exception e) {
          throw new IOException("cannot be stopped: " + one, e);
        }
      }
    }
  }
}
