package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.Fernet;
import dev.tollgate.cli.oldtables.OldTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "provider-keys",
    description = {
      "Take over keys at providers that another system has encrypted with Fernet: the platform's,"
          + " and",
      "those of users and organizations, who must be here already (import keys).",
      "Reads the tables llm_providers, service_credentials, encrypted_credentials and, of"
          + " Keycloak,",
      "user_attribute and user_entity, and writes nothing there. Repeating it changes nothing; a"
          + " key",
      "that is here is never replaced.",
      "The other system's key is read from files, or from the variables BYOK_ENCRYPTION_KEY and",
      "ENCRYPTION_KEY; never given as an argument."
    })
final class ImportProviderKeys extends AdminCommand {
  private static final List<String> VARIABLES = List.of("BYOK_ENCRYPTION_KEY", "ENCRYPTION_KEY");

  @Mixin private ImportSource from = new ImportSource();

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = {
        "Has the Fernet key that they were encrypted with; repeatable. Without it the variables"
            + " count."
      })
  private List<Path> files = new ArrayList<>();

  @Option(names = "--force", description = "Also keys that do not look like one of their provider.")
  private boolean force;

  ImportProviderKeys(Session session) {
    super(session);
  }

  @Override
  int run(Connection connection) {
    var keys = keys();
    try (var tables = from.open(session(), OldTable.CREDENTIALS)) {
      var run = new ProviderKeyRun(connection, keys, from, force);
      run.take(tables);
      var report = run.report();
      print(report.toStruct(), report::toText);
      return report.refusedAny() ? FAILED : DONE;
    }
  }

  private List<Fernet> keys() {
    var keys = new ArrayList<Fernet>();
    for (var file : files) {
      keys.add(key(file.toString(), SecretInput.read(file, session().in(), "")));
    }
    for (var variable : files.isEmpty() ? VARIABLES : List.<String>of()) {
      var value = session().environment().getOrDefault(variable, "");
      if (!value.isBlank()) {
        keys.add(key(variable, value));
      }
    }
    if (keys.isEmpty()) {
      throw new MisconfiguredException(
          "the other system's key is missing: name its file by --key-file, or set "
              + String.join(" or ", VARIABLES));
    }
    return keys;
  }

  private static Fernet key(String where, String text) {
    try {
      return Fernet.of(text);
    } catch (IllegalArgumentException e) {
      throw new MisconfiguredException(where + " " + e.getMessage());
    }
  }
}
