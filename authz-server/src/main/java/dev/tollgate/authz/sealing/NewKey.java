package dev.tollgate.authz.sealing;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code encryption new-key FILE}: makes a key-encryption key. */
@Command(
    name = "new-key",
    description = "Make a key-encryption key, in a new file that its owner alone can read.")
public final class NewKey implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "Must not exist yet.")
  private Path file = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  private NewKey() {}

  @Command(
      name = "encryption",
      synopsisSubcommandLabel = "COMMAND",
      description = "Make keys that secrets in the database are encrypted with.")
  static final class Encryption {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;
  }

  /** The command with the one above it. */
  public static CommandLine command() {
    return new CommandLine(new Encryption()).addSubcommand(new NewKey());
  }

  @Override
  public Integer call() throws IOException {
    var key = LocalKey.make(new SecureRandom());
    var ownersAlone =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    try {
      Files.createFile(file, ownersAlone);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          file + " exists: a key that is lost loses every secret that it sealed; name a new file",
          e);
    }
    Files.writeString(file, key.text() + "\n");
    var out = spec.commandLine().getOut();
    out.println(
        "%s holds the key-encryption key %s. Keep a copy of it away from the database's backups."
            .formatted(file, LocalKey.of(key).id()));
    out.println("encryption: {keys: [\"file:%s\"]}".formatted(file.toAbsolutePath()));
    out.flush();
    return 0;
  }
}
