package dev.tollgate.authz.check;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.kit.proto.BackwardsWriter;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The dynamic metadata of an admission: fields of a {@code Struct}, which Envoy hands to what comes
 * after us.
 */
final class EnvoyMetadata {
  private static final int ENTRY_KEY = 1; // of a map, by protobuf's definition
  private static final int ENTRY_VALUE = 2;

  /** Asks the provider for usage that the client did not ask for. */
  private static final byte[] INJECT_USAGE =
      Struct.newBuilder()
          .putFields("inject_usage", Value.newBuilder().setBoolValue(true).build())
          .build()
          .toByteArray();

  /** For each place that a provider has its API at: what is said of paths, for each endpoint. */
  private static final Map<BaseUrl, EnvoyMetadata> ALL = new ConcurrentHashMap<>();

  private final Map<Endpoint, byte[]> paths = new EnumMap<>(Endpoint.class);

  private EnvoyMetadata(BaseUrl baseUrl) {
    for (var endpoint : Endpoint.values()) {
      if (endpoint.metered()) {
        paths.put(
            endpoint,
            Struct.newBuilder()
                .putFields("path", text(endpoint.path()))
                .putFields("upstream_path", text(baseUrl.pathOf(endpoint.upstreamPath())))
                .build()
                .toByteArray());
      }
    }
  }

  /** What goes with requests to a provider. */
  static EnvoyMetadata to(Provider provider) {
    return ALL.computeIfAbsent(provider.baseUrl(), EnvoyMetadata::new);
  }

  /** Where a request goes that is not charged. */
  static Struct upstreamPath(String path) {
    return Struct.newBuilder().putFields("upstream_path", text(path)).build();
  }

  private static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  void write(BackwardsWriter out, Decision.Admitted admitted, String settlement) {
    var upstreamModel = admitted.upstreamModel();
    if (upstreamModel != null) {
      write(out, "upstream_model", upstreamModel);
    }
    if (admitted.endpoint().tellsCost()) {
      out.prepared(CostMetadata.of(admitted));
    }
    if (admitted.injectUsage()) {
      out.prepared(INJECT_USAGE);
    }
    out.prepared(requireNonNull(paths.get(admitted.endpoint())));
    write(out, "settlement", settlement);
    write(out, "reservation_id", admitted.reservation().toString());
  }

  private static void write(BackwardsWriter out, String name, String text) {
    int entry = out.length();
    out.text(Value.STRING_VALUE_FIELD_NUMBER, text);
    out.message(ENTRY_VALUE, entry);
    out.text(ENTRY_KEY, name);
    out.message(Struct.FIELDS_FIELD_NUMBER, entry);
  }
}
