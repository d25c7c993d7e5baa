package dev.tollgate.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A checkout in a directory of its own: the real {@code quickstart}, and stand-ins for what it
 * looks at and calls. Its PATH has the tools that the script needs, and nothing else.
 */
final class ScriptCheckout {
  private static final List<String> TOOLS =
      List.of(
          "awk", "bash", "cat", "chmod", "dirname", "env", "find", "grep", "head", "kill", "mkdir",
          "rm", "sed", "seq", "setpriv", "setsid", "sh", "sleep", "tail", "tar", "tee", "touch",
          "true", "unshare");
  static final List<String> PROGRAMS = List.of("ledger-server", "authz-server", "cli", "local");

  final Path root;

  /** What a run of the script came to. */
  record Outcome(int code, String output, String errors) {}

  private ScriptCheckout(Path root) {
    this.root = root;
  }

  /** With a JDK, Maven and Python, and everything built. */
  static ScriptCheckout in(Path directory) throws IOException {
    var checkout = new ScriptCheckout(directory.toRealPath().resolve("checkout"));
    checkout.copy("quickstart");
    checkout.copy("server-kit/src/main/dist/java25");
    for (var tool : TOOLS) {
      checkout.link(onPath(tool), "bin/" + tool);
    }
    checkout.program("bin/mvn", "echo called >>" + checkout.root.resolve("mvn.calls"));
    checkout.program("bin/python3", "exit 0");
    for (var file : List.of("envoy.yaml", "headers.txt", "lua/scan.lua", "provider/tls.yaml")) {
      checkout.file("envoy/" + file);
    }
    for (var module : List.of("proto", "envoy-config", "server-kit", "pricing", "export")) {
      checkout.file(module + "/src/main/source");
      checkout.file(module + "/pom.xml");
    }
    checkout.program("target/envoy-1.40.0/bin/envoy", "exit 0");
    checkout.file("pom.xml");
    for (var module : PROGRAMS) {
      checkout.file(module + "/src/main/source");
      checkout.file(module + "/pom.xml");
      checkout.program(module + "/src/dist/" + module, "exit 0");
      checkout.file(module + "/target/dist/lib/library.jar");
      checkout.file(module + "/target/dist/app.jar");
    }
    return checkout;
  }

  Path state() {
    return root.resolve(".tollgate");
  }

  Outcome run(String... arguments) throws Exception {
    var process = start(arguments);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("the script ends").isTrue();
    return new Outcome(
        process.exitValue(),
        Files.readString(root.resolve("output"), UTF_8),
        Files.readString(root.resolve("errors"), UTF_8));
  }

  Process start(String... arguments) throws IOException {
    var line = new ArrayList<>(List.of(root.resolve("quickstart").toString()));
    line.addAll(List.of(arguments));
    var builder = new ProcessBuilder(line).directory(root.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", root.resolve("bin").toString());
    builder.environment().put("HOME", root.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.redirectOutput(root.resolve("output").toFile());
    builder.redirectError(root.resolve("errors").toFile());
    return builder.start();
  }

  void program(String path, String script) throws IOException {
    var file = file(path);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  Path file(String path) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    return Files.writeString(file, "");
  }

  void remove(String path) throws IOException {
    Files.delete(root.resolve(path));
  }

  void link(Path target, String path) throws IOException {
    var link = root.resolve(path);
    Files.createDirectories(link.resolveSibling("."));
    Files.createSymbolicLink(link, target);
  }

  private void copy(String path) throws IOException {
    var copy = root.resolve(path);
    Files.createDirectories(copy.resolveSibling("."));
    Files.copy(Repository.root().resolve(path), copy);
  }

  private static Path onPath(String tool) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the test needs " + tool + " on the PATH"));
  }
}
