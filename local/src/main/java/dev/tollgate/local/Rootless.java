package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs that refuse to be root. */
final class Rootless {
  private Rootless() {}

  /** The command itself, or for root the command in a user namespace without users. */
  static List<String> command(List<String> command) throws IOException {
    if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
      return command;
    }
    try {
      Commands.run(List.of("unshare", "--user", "true"));
    } catch (IOException e) {
      throw new IOException(
          "PostgreSQL does not run as root, and this machine forbids user namespaces"
              + " (unshare --user): run as an ordinary user",
          e);
    }
    var wrapped = new ArrayList<>(List.of("unshare", "--user"));
    wrapped.addAll(command);
    return wrapped;
  }
}
