package dev.tollgate.authz.envoyconfig;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The real Envoy, asked whether it would start with a configuration. */
record EnvoyProgram(Path file) {
  private static final long SECONDS_MAX = 60;

  /** What stands before each of its remarks: time, process, level, logger, source. */
  private static final Pattern LOG_PREFIX = Pattern.compile("(?m)^(\\[[^]]*] ?)+");

  /** A dump of the whole configuration, in the middle of a sentence. */
  private static final Pattern DUMP = Pattern.compile("(?s)goo\\.gle/debug[a-z]+.*\\n: ");

  /** The one that {@code ENVOY_BIN} names, else the first on the path. */
  static Optional<EnvoyProgram> find(Map<String, String> environment) {
    var chosen = environment.getOrDefault("ENVOY_BIN", "");
    var onPath =
        Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
            .filter(directory -> !directory.isEmpty())
            .map(directory -> Path.of(directory, "envoy"));
    return (chosen.isEmpty() ? onPath : Stream.of(Path.of(chosen)))
        .filter(Files::isExecutable)
        .filter(Files::isRegularFile)
        .findFirst()
        .map(EnvoyProgram::new);
  }

  /**
   * What it objects to, for people; empty if it would start. Nothing is written but a directory of
   * our own, in which the usage log would be as well: where that will be need not be here.
   *
   * @throws IOException if it cannot be run, or does not end
   */
  String objections(EnvoyBootstrap bootstrap, EnvoySettings settings)
      throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("tollgate-envoy");
    try {
      var yaml = directory.resolve("envoy.yaml");
      bootstrap.write(yaml, settings.in(directory));
      return run(yaml, directory.resolve("said")).replace(directory + "/", "");
    } finally {
      delete(directory);
    }
  }

  private String run(Path yaml, Path said) throws IOException, InterruptedException {
    var line =
        List.of(file.toString(), "--mode", "validate", "--log-level", "error", "-c", yaml + "");
    var process =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException(file + " has not judged the configuration in " + SECONDS_MAX + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    return process.exitValue() == 0 ? "" : readable(Files.readString(said, UTF_8));
  }

  private static String readable(String output) {
    var text =
        DUMP.matcher(LOG_PREFIX.matcher(output).replaceAll(""))
            .replaceAll("")
            .lines()
            .filter(line -> !line.isBlank())
            .distinct()
            .collect(joining("\n"));
    return text.isEmpty() ? "it says nothing" : text;
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var path : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
