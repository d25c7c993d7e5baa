package dev.tollgate.local.envoy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills in {@code envoy/envoy.yaml}, with a route and a cluster for each provider. The three lists
 * of internal headers (taken from clients, allowed from authz, hidden from providers) come from
 * {@code envoy/headers.txt} alone.
 */
public final class EnvoyBootstrap {
  private final Template whole;
  private final Template route;
  private final Template cluster;
  private final Template tls;
  private final List<String> headers;
  private final Map<String, String> scripts;

  private EnvoyBootstrap(
      Template whole,
      Template route,
      Template cluster,
      Template tls,
      List<String> headers,
      Map<String, String> scripts) {
    this.whole = whole;
    this.route = route;
    this.cluster = cluster;
    this.tls = tls;
    this.headers = headers;
    this.scripts = scripts;
  }

  /** Reads the templates, the headers and the scripts of a directory like {@code envoy/}. */
  public static EnvoyBootstrap read(Path directory) throws IOException {
    var headers =
        Files.readAllLines(directory.resolve("headers.txt")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    var lua = directory.resolve("lua");
    var json = Files.readString(lua.resolve("json.lua"));
    var provider = directory.resolve("provider");
    return new EnvoyBootstrap(
        Template.read(directory.resolve("envoy.yaml")),
        Template.read(provider.resolve("route.yaml")),
        Template.read(provider.resolve("cluster.yaml")),
        Template.read(provider.resolve("tls.yaml")),
        headers,
        Map.of(
            "scan", json + Files.readString(lua.resolve("scan.lua")),
            "edit", json + Files.readString(lua.resolve("edit.lua"))));
  }

  /** Writes {@code envoy.yaml} and its scripts into a directory; returns the former. */
  public Path write(Path directory, EnvoySettings settings) throws IOException {
    Files.createDirectories(directory);
    for (var script : scripts.entrySet()) {
      Files.writeString(directory.resolve(script.getKey() + ".lua"), script.getValue());
    }
    return Files.writeString(directory.resolve("envoy.yaml"), render(directory, settings));
  }

  /**
   * The configuration as text.
   *
   * @param directory where the scripts are
   * @throws IllegalArgumentException if a template names a value that does not exist, or none names
   *     one that does
   */
  String render(Path directory, EnvoySettings settings) {
    var values = values(directory, settings);
    requireUse(values);
    values.put("provider_routes", ofEach(settings, values, _ -> List.of(route)));
    values.put(
        "provider_clusters",
        ofEach(settings, values, to -> to.tls() ? List.of(cluster, tls) : List.of(cluster)));
    return whole.filled(values);
  }

  /** What these templates say of each provider. */
  private static String ofEach(
      EnvoySettings settings,
      Map<String, String> values,
      Function<EnvoySettings.Upstream, List<Template>> templates) {
    var text = new StringBuilder();
    for (var provider : settings.providers()) {
      var own = new HashMap<>(values);
      own.put("name", provider.name());
      own.put("authority", provider.authority());
      own.put("discovery", provider.discovery());
      own.put("host", provider.endpoint());
      own.put("port", Integer.toString(provider.port()));
      templates.apply(provider).forEach(template -> text.append(template.filled(own)));
    }
    return text.toString().stripTrailing();
  }

  private void requireUse(Map<String, String> values) {
    var unused = new TreeSet<>(values.keySet());
    Stream.of(whole, route, cluster, tls).map(Template::gaps).forEach(unused::removeAll);
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("no template uses " + unused);
    }
  }

  private Map<String, String> values(Path directory, EnvoySettings settings) {
    var values = new HashMap<String, String>();
    values.put("node_id", settings.nodeId());
    values.put("boot_id", settings.bootId());
    values.put("listen_address", "127.0.0.1");
    values.put("listen_port", Integer.toString(settings.listenPort()));
    values.put("trusted_hops", "0");
    values.put("admin_socket", settings.adminSocket().toString());
    values.put("check_socket", settings.checkSocket().toString());
    values.put("rest_port", Integer.toString(settings.restPort()));
    values.put("rest_socket", settings.restSocket().toString());
    values.put("usage_log", settings.usageLog().toString());
    values.put("descriptors", settings.descriptors().toString());
    values.put("trusted_ca", settings.trustedCa().toString());
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
