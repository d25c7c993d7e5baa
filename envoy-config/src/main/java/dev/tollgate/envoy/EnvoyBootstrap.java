package dev.tollgate.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.envoy.EnvoySettings.Upstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fills in {@code envoy/envoy.yaml}, with a route and a cluster for each provider. The three lists
 * of internal headers (taken from clients, allowed from authz, hidden from providers) come from
 * {@code envoy/headers.txt} alone. Immutable; any thread.
 */
public final class EnvoyBootstrap {
  /** What {@link EnvoySettings#rest} stands for, in the template. */
  private static final Pattern REST = Pattern.compile("(?ms)^ *# begin rest.*?# end rest\n");

  private static final String DESCRIPTORS = "tollgate.pb";

  private final Template whole;
  private final Template route;
  private final Template cluster;
  private final Template tls;
  private final List<String> headers;
  private final Map<String, byte[]> files;

  private interface Source {
    byte[] read(String name) throws IOException;

    default String text(String name) throws IOException {
      return new String(read(name), UTF_8);
    }
  }

  private EnvoyBootstrap(Source source) throws IOException {
    this.whole = new Template(source.text("envoy.yaml"));
    this.route = new Template(source.text("provider/route.yaml"));
    this.cluster = new Template(source.text("provider/cluster.yaml"));
    this.tls = new Template(source.text("provider/tls.yaml"));
    this.headers =
        source
            .text("headers.txt")
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    var json = source.text("lua/json.lua");
    this.files =
        Map.of(
            "scan.lua",
            (json + source.text("lua/scan.lua")).getBytes(UTF_8),
            "edit.lua",
            (json + source.text("lua/edit.lua")).getBytes(UTF_8),
            DESCRIPTORS,
            resource("/" + DESCRIPTORS));
  }

  /** This release's. */
  public static EnvoyBootstrap shipped() {
    try {
      return new EnvoyBootstrap(EnvoyBootstrap::resource);
    } catch (IOException e) {
      throw new UncheckedIOException("this build is not whole", e);
    }
  }

  /** Reads the templates, the headers and the scripts of a directory like {@code envoy/}. */
  public static EnvoyBootstrap read(Path directory) throws IOException {
    return new EnvoyBootstrap(name -> Files.readAllBytes(directory.resolve(name)));
  }

  private static byte[] resource(String name) throws IOException {
    try (var in = EnvoyBootstrap.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("there is no " + name);
      }
      return in.readAllBytes();
    }
  }

  /** Writes the configuration into a file, and what it names beside it. */
  public void write(Path file, EnvoySettings settings) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is no file");
    }
    Files.createDirectories(directory);
    for (var named : files.entrySet()) {
      Files.write(directory.resolve(named.getKey()), named.getValue());
    }
    Files.writeString(file, render(settings));
  }

  /** The names of the files that the configuration reads. */
  public List<String> files() {
    return files.keySet().stream().sorted().toList();
  }

  /**
   * The configuration as text. The same settings make the same text.
   *
   * @throws IllegalArgumentException if a template names a value that does not exist, or none names
   *     one that does
   */
  public String render(EnvoySettings settings) {
    var own =
        settings.rest() == null ? new Template(REST.matcher(whole.text()).replaceAll("")) : whole;
    var values = values(settings);
    requireUse(own, values);
    values.put("provider_routes", ofEach(settings, values, _ -> List.of(route)));
    values.put(
        "provider_clusters",
        ofEach(settings, values, to -> to.at().tls() ? List.of(cluster, tls) : List.of(cluster)));
    return own.filled(values);
  }

  /** What these templates say of each provider. */
  private static String ofEach(
      EnvoySettings settings,
      Map<String, String> values,
      Function<Upstream, List<Template>> templates) {
    var text = new StringBuilder();
    for (var upstream : settings.upstreams()) {
      var at = upstream.at();
      var own = new HashMap<>(values);
      own.put("name", upstream.name());
      own.put("authority", at.authority());
      own.put("discovery", at.namesAnAddress() ? "STATIC" : "LOGICAL_DNS");
      own.put("host", at.bareHost());
      own.put("port", Integer.toString(at.port()));
      templates.apply(upstream).forEach(template -> text.append(template.filled(own)));
    }
    return text.toString().stripTrailing();
  }

  private void requireUse(Template own, Map<String, String> values) {
    var unused = new TreeSet<>(values.keySet());
    Stream.of(own, route, cluster, tls).map(Template::gaps).forEach(unused::removeAll);
    if (!unused.isEmpty()) {
      throw new IllegalArgumentException("no template uses " + unused);
    }
  }

  private Map<String, String> values(EnvoySettings settings) {
    var values = new HashMap<String, String>();
    values.put("node_id", settings.life().nodeId());
    values.put("boot_id", settings.life().bootId());
    values.put("listen_address", settings.clients().address());
    values.put("listen_port", Integer.toString(settings.clients().port()));
    values.put("trusted_hops", Integer.toString(settings.clients().trustedHops()));
    values.put("admin_socket", settings.adminSocket().toString());
    values.put("check_socket", settings.checkSocket().toString());
    var rest = settings.rest();
    if (rest != null) {
      values.put("rest_port", Integer.toString(rest.port()));
      values.put("rest_socket", rest.socket().toString());
    }
    values.put("usage_log", settings.usageLog().toString());
    values.put("descriptors", settings.files().resolve(DESCRIPTORS).toString());
    values.put("trusted_ca", settings.trustedCa().toString());
    values.put("max_stream_duration", seconds(settings.maxStreamDuration()));
    values.put("periodic_log_interval", seconds(settings.periodicLogInterval()));
    values.put("scan_lua", settings.files().resolve("scan.lua").toString());
    values.put("edit_lua", settings.files().resolve("edit.lua").toString());
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
    return duration.toMillisPart() == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() / 1_000.0 + "s";
  }
}
