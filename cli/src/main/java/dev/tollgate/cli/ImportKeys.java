package dev.tollgate.cli;

import static java.util.Objects.requireNonNull;

import dev.tollgate.cli.oldtables.OldTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "keys",
    description = {
      "Take over organizations, users and keys of another system; its keys go on working.",
      "Reads the tables organizations, users, user_api_keys and api_keys, and writes nothing"
          + " there.",
      "Repeating it changes nothing, but takes over what was revoked meanwhile."
    })
final class ImportKeys extends AdminCommand {
  @Mixin private ImportSource from = new ImportSource();

  @Option(
      names = "--accept-guessable",
      paramLabel = "ID=NETWORKS",
      description = {
        "A service's key that can be guessed (sk-...-service-key-YEAR) works all the same, from"
            + " these",
        "networks alone: its id in api_keys, and for example 10.0.0.0/8,192.0.2.7/32; repeatable."
      })
  private List<String> guessable = new ArrayList<>();

  @Spec private @Nullable CommandSpec spec;

  ImportKeys(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var networks = networks();
    try (var tables = from.open(session(), OldTable.KEYS)) {
      var run = new ImportRun(connection, from.name, from.dryRun, this::remark);
      run.take(tables, networks);
      var report = run.report();
      print(report.toStruct(), report::toText);
      return report.refusedAny() ? FAILED : DONE;
    }
  }

  private Map<String, List<String>> networks() {
    var networks = new HashMap<String, List<String>>();
    for (var option : guessable) {
      int equals = option.indexOf('=');
      var list = equals < 1 ? "" : option.substring(equals + 1);
      if (list.isBlank()) {
        throw new ParameterException(
            requireNonNull(spec).commandLine(),
            "--accept-guessable must be ID=NETWORK[,NETWORK...], for example 7=10.0.0.0/8");
      }
      networks.put(option.substring(0, equals), List.of(list.split(",")));
    }
    return networks;
  }
}
