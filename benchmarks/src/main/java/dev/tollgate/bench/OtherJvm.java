package dev.tollgate.bench;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** JVMs like the authz-server's, with the flags that its script gives it. */
final class OtherJvm {
  private static final Path SCRIPT = Path.of("authz-server/target/dist/authz-server");
  private static final Pattern FLAG = Pattern.compile("(-X|--)\\S+");

  private OtherJvm() {}

  static List<String> serverFlags() throws IOException {
    var script = Files.readString(Repository.root().resolve(SCRIPT));
    return FLAG.matcher(script).results().map(MatchResult::group).toList();
  }

  /**
   * Runs a main class to its end.
   *
   * @return the last line that it printed
   * @throws IOException if it failed
   */
  static String run(Class<?> main, List<String> properties) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");
    var command = new ArrayList<>(List.of(java.toString()));
    command.addAll(serverFlags());
    command.addAll(properties);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var lines = process.inputReader().readAllLines();
    try {
      int code = process.waitFor();
      if (code != 0 || lines.isEmpty()) {
        throw new IOException(main.getSimpleName() + " ended with " + code);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return lines.getLast();
  }
}
