package dev.tollgate.local.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills in {@code envoy/envoy.yaml}. The three lists of internal headers (taken from clients,
 * allowed from authz, hidden from providers) come from {@code envoy/headers.txt} alone.
 */
public final class EnvoyBootstrap {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z_]+)}");

  private final String template;
  private final List<String> headers;
  private final String json;
  private final Map<String, String> scripts;

  private EnvoyBootstrap(
      String template, List<String> headers, String json, Map<String, String> scripts) {
    this.template = template;
    this.headers = headers;
    this.json = json;
    this.scripts = scripts;
  }

  /** Reads the template, the headers and the scripts of a directory like {@code envoy/}. */
  public static EnvoyBootstrap read(Path directory) throws IOException {
    var headers =
        Files.readAllLines(directory.resolve("headers.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    var lua = directory.resolve("lua");
    return new EnvoyBootstrap(
        Files.readString(directory.resolve("envoy.yaml")),
        headers,
        Files.readString(lua.resolve("json.lua")),
        Map.of(
            "scan", Files.readString(lua.resolve("scan.lua")),
            "edit", Files.readString(lua.resolve("edit.lua"))));
  }

  /** Writes {@code envoy.yaml} and its scripts into a directory; returns the former. */
  public Path write(Path directory, EnvoySettings settings) throws IOException {
    Files.createDirectories(directory);
    for (var script : scripts.entrySet()) {
      Files.writeString(directory.resolve(script.getKey() + ".lua"), json + script.getValue());
    }
    return Files.writeString(directory.resolve("envoy.yaml"), render(directory, settings));
  }

  /**
   * The configuration as text.
   *
   * @param directory where the scripts are
   * @throws IllegalArgumentException if the template names a value that does not exist, or none
   *     that does
   */
  String render(Path directory, EnvoySettings settings) {
    var values = values(directory, settings);
    var unused = new TreeSet<>(values.keySet());
    var text =
        PLACEHOLDER
            .matcher(template)
            .replaceAll(match -> {
              var value = values.get(match.group(1));
              if (value == null) {
                throw new IllegalArgumentException(
                    "envoy.yaml names ${" + match.group(1) + "}, which nothing fills in");
              }
              unused.remove(match.group(1));
              return Matcher.quoteReplacement(value);
            });
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("envoy.yaml does not use " + unused);
    }
    return text;
  }

  private Map<String, String> values(Path directory, EnvoySettings settings) {
    var values = new HashMap<String, String>();
    values.put("node_id", settings.nodeId());
    values.put("boot_id", settings.bootId());
    values.put("listen_address", "127.0.0.1");
    values.put("listen_port", Integer.toString(settings.listenPort()));
    values.put("admin_socket", settings.adminSocket().toString());
    values.put("check_socket", settings.checkSocket().toString());
    values.put("rest_port", Integer.toString(settings.restPort()));
    values.put("rest_socket", settings.restSocket().toString());
    values.put("usage_log", settings.usageLog().toString());
    values.put("descriptors", settings.descriptors().toString());
    values.put("openai_host", "api.openai.com");
    values.put("openai_address", settings.openai().address());
    values.put("openai_port", Integer.toString(settings.openai().port()));
    values.put("anthropic_host", "api.anthropic.com");
    values.put("anthropic_address", settings.anthropic().address());
    values.put("anthropic_port", Integer.toString(settings.anthropic().port()));
    values.put("max_stream_duration", seconds(settings.maxStreamDuration()));
    values.put("periodic_log_interval", seconds(settings.periodicLogInterval()));
    values.put("scan_lua", directory.resolve("scan.lua").toString());
    values.put("edit_lua", directory.resolve("edit.lua").toString());
    values.put("strip_mutations", stripMutations());
    values.put("allowed_headers", String.join("|", headers));
    values.put("removed_headers", String.join(", ", headers));
    return values;
  }

  /** Names under x-llm- and x-tollgate- go by their prefixes, which the template removes itself. */
  private String stripMutations() {
    return headers.stream()
        .filter(name -> !name.startsWith("x-llm-") && !name.startsWith("x-tollgate-"))
        .map(name -> "              - remove: " + name)
        .collect(Collectors.joining("\n"));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1_000.0 + "s";
  }
}
