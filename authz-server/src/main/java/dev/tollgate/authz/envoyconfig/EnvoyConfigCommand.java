package dev.tollgate.authz.envoyconfig;

import static java.util.stream.Collectors.joining;

import dev.tollgate.authz.envoyconfig.AgreedConfig.FurtherEnvoy;
import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code envoy config}: writes Envoy's configuration. */
@Command(
    name = "config",
    sortOptions = false,
    description = {
      "Make Envoy's configuration of authz-server's own: a route and a cluster for each provider,"
          + " and the sockets, the usage log and the longest request that both must agree on.",
      "No secret is read. The real Envoy, where there is one, judges it before it is written."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it is written",
      "1:Envoy refuses it, or it cannot be written",
      "2:the arguments or the configuration are wrong"
    })
public final class EnvoyConfigCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  private final Map<String, String> environment;

  @Option(
      names = "--authz-config",
      required = true,
      paramLabel = "FILE",
      description = "authz-server's configuration; the variables that override it count here too.")
  private Path authzConfig = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Where it goes, with the scripts and descriptors that it names beside it; else it alone"
              + " is printed, and names them in the directory in which Envoy will be started.")
  private @Nullable Path output;

  @Option(
      names = "--address",
      paramLabel = "IP",
      description = "Where Envoy listens (default: ${DEFAULT-VALUE}).")
  private String address = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port of the traffic (default: ${DEFAULT-VALUE}).")
  private int port = 8080;

  @Option(
      names = "--rest-port",
      paramLabel = "N",
      description =
          "The port of the admin service as REST, if admin.rest_listen is configured (default:"
              + " ${DEFAULT-VALUE}).")
  private int restPort = 8081;

  @Option(
      names = "--trusted-hops",
      paramLabel = "N",
      description =
          "How many proxies before Envoy add to x-forwarded-for (default: ${DEFAULT-VALUE}).")
  private int trustedHops;

  @Option(
      names = "--trusted-ca",
      paramLabel = "FILE",
      description =
          "Who must have signed the providers' certificates, as PEM (default: ${DEFAULT-VALUE}).")
  private Path trustedCa = EnvoySettings.PUBLIC_CA;

  @Option(
      names = "--node",
      paramLabel = "NAME",
      description = "Its name in Checks and the usage log (default: ${DEFAULT-VALUE}).")
  private String node = "envoy-1";

  @Option(
      names = "--boot",
      paramLabel = "ID",
      description =
          "This life of Envoy, which must be another at each start: a random one if left out, so"
              + " make the configuration anew before each start, or fill it in yourself.")
  private @Nullable String boot;

  @Option(
      names = "--usage-log",
      paramLabel = "FILE",
      description =
          "Of several Envoys (further_envoys) the one that writes this log; else the first.")
  private @Nullable Path usageLog;

  @Option(
      names = "--log-interval-seconds",
      paramLabel = "N",
      description =
          "How often a running request writes a line to the usage log (default:"
              + " ${DEFAULT-VALUE}).")
  private int logIntervalSeconds = 10;

  @Option(
      names = "--envoy",
      paramLabel = "PROGRAM",
      description = "Which Envoy judges it; else the one of ENVOY_BIN or on the path, if any.")
  private @Nullable Path envoy;

  @Option(
      names = "--validate",
      negatable = true,
      description = "Fail without an Envoy that judges it; --no-validate asks none.")
  private @Nullable Boolean validate;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  EnvoyConfigCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Command(
      name = "envoy",
      synopsisSubcommandLabel = "COMMAND",
      description = "Configure the Envoy that asks this server.")
  static final class Envoy {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;
  }

  /** The command with the one above it. */
  public static CommandLine command() {
    return command(System.getenv());
  }

  static CommandLine command(Map<String, String> environment) {
    return new CommandLine(new Envoy()).addSubcommand(new EnvoyConfigCommand(environment));
  }

  @Override
  public Integer call() throws ConfigException, IOException, InterruptedException {
    var agreed =
        ConfigLoader.loadWithoutSecrets(
            AgreedConfig.class, authzConfig, "TOLLGATE_AUTHZ", environment);
    var settings = settings(agreed);
    var bootstrap = EnvoyBootstrap.shipped();
    var judge = judge();
    if (judge.isPresent()) {
      var objections = judge.get().objections(bootstrap, settings);
      if (!objections.isEmpty()) {
        remark(judge.get().file() + " refuses it:\n" + objections);
        return REFUSED;
      }
    }
    deliver(bootstrap, settings);
    remark(
        judge
            .map(program -> program.file() + " takes it.")
            .orElse("No Envoy has judged it: name one with --envoy."));
    return 0;
  }

  private void deliver(EnvoyBootstrap bootstrap, EnvoySettings settings) throws IOException {
    var files = String.join(", ", bootstrap.files());
    var providers = settings.upstreams().stream().map(Upstream::name).collect(joining(", "));
    if (output == null) {
      var out = spec.commandLine().getOut();
      out.print(bootstrap.render(settings));
      out.flush();
      remark("It names " + files + ", which --output FILE writes beside it.");
    } else {
      bootstrap.write(output, settings);
      remark("Wrote " + output + ", beside it " + files + ".");
    }
    remark("Providers: " + (providers.isEmpty() ? "none" : providers) + ".");
  }

  private void remark(String text) {
    spec.commandLine().getErr().println(text);
  }

  private Optional<EnvoyProgram> judge() {
    if (Boolean.FALSE.equals(validate)) {
      return Optional.empty();
    }
    if (envoy != null) {
      return Optional.of(new EnvoyProgram(envoy));
    }
    var found = EnvoyProgram.find(environment);
    if (found.isEmpty() && Boolean.TRUE.equals(validate)) {
      throw wrong("There is no Envoy that could judge it: name one with --envoy or ENVOY_BIN.");
    }
    return found;
  }

  private EnvoySettings settings(AgreedConfig agreed) {
    var own = own(agreed.envoys());
    try {
      return new EnvoySettings(
          new EnvoySettings.Life(node, boot == null ? UUID.randomUUID().toString() : boot),
          new EnvoySettings.Clients(address, port, trustedHops),
          own.admin().path(),
          agreed.check().listen().path(),
          agreed.restSocket().map(socket -> new EnvoySettings.Rest(restPort, socket)).orElse(null),
          own.usageLog(),
          output == null ? Path.of("") : output.toAbsolutePath().normalize().resolveSibling(""),
          agreed.upstreams(),
          trustedCa,
          agreed.leases().requestTimeMax(),
          Duration.ofSeconds(logIntervalSeconds));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  /** Which of those that ask the server it is for. */
  private FurtherEnvoy own(List<FurtherEnvoy> envoys) {
    if (usageLog == null) {
      return envoys.getFirst();
    }
    var path = usageLog.toAbsolutePath().normalize();
    return envoys.stream()
        .filter(one -> one.usageLog().equals(path))
        .findFirst()
        .orElseThrow(() ->
            wrong(
                "--usage-log: no Envoy of the configuration writes "
                    + path
                    + "; they write "
                    + envoys.stream()
                        .map(one -> one.usageLog().toString())
                        .collect(joining(", "))));
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
