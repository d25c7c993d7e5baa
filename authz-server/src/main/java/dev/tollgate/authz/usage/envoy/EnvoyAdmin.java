package dev.tollgate.authz.usage.envoy;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.kit.config.ListenAddress;
import io.netty.channel.EventLoopGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Envoy's admin interface. Which node and boot it is, is asked once a connection: a connection ends
 * with the process at its other end, so on the same one it is the same boot. That also spares Envoy
 * its long answer every second.
 */
public final class EnvoyAdmin implements EnvoyStatusSource {
  private static final long DEADLINE_MILLIS = 1_000;
  private static final String WHO = "/server_info";
  private static final String REOPEN = "/reopen_logs";
  private static final String HOW = "/stats?filter=filesystem&format=json";

  private final ListenAddress address;
  private final EventLoopGroup group;
  private final ObjectMapper json = JsonMapper.shared();
  private @Nullable Identified identified;
  private boolean closed;

  /** A connection and who is at its other end. */
  private record Identified(AdminConnection connection, EnvoyBoot envoy) {}

  /**
   * Connects when it is first asked.
   *
   * @param group whose threads carry the connections
   */
  public EnvoyAdmin(ListenAddress address, EventLoopGroup group) {
    this.address = address;
    this.group = group;
  }

  @Override
  public synchronized CompletableFuture<EnvoyStatus> ask() {
    if (closed) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    var known = identified;
    if (known != null && known.connection().open()) {
      return within(known.connection(), status(known));
    }
    var fresh = AdminConnection.open(address, group);
    var answer =
        fresh
            .get(WHO)
            .thenApply(bytes -> new Identified(fresh, identity(json.readTree(bytes))))
            .thenCompose(this::remember);
    return within(fresh, answer);
  }

  @Override
  public CompletableFuture<?> reopenLogs() {
    var connection = AdminConnection.open(address, group);
    return within(connection, connection.post(REOPEN)).whenComplete((_, _) -> connection.close());
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (identified != null) {
      identified.connection().close();
    }
  }

  private synchronized CompletableFuture<EnvoyStatus> remember(Identified found) {
    identified = found;
    return status(found);
  }

  private CompletableFuture<EnvoyStatus> status(Identified who) {
    return who.connection().get(HOW).thenApply(bytes -> status(who.envoy(), json.readTree(bytes)));
  }

  /** A connection that was late once is not used again: its answer may still come. */
  private static <T> CompletableFuture<T> within(
      AdminConnection connection, CompletableFuture<T> answer) {
    return answer
        .orTimeout(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete((_, failure) -> {
          if (failure != null) {
            connection.close();
          }
        });
  }

  private static EnvoyBoot identity(JsonNode info) {
    var node = info.path("node").path("id");
    var boot = info.path("node").path("metadata").path("boot");
    if (!node.isString() || !boot.isString() || boot.stringValue().isEmpty()) {
      throw new IllegalStateException(
          "Envoy does not say which boot it is; start it with node.id = NODE_ID and"
              + " node.metadata.boot = BOOT_ID");
    }
    return new EnvoyBoot(node.stringValue(), boot.stringValue());
  }

  private static EnvoyStatus status(EnvoyBoot envoy, JsonNode answer) {
    Map<String, Long> values = new HashMap<>();
    for (var stat : answer.path("stats")) {
      if (stat.path("name").isString() && stat.path("value").canConvertToLong()) {
        values.put(stat.path("name").stringValue(), stat.path("value").longValue());
      }
    }
    return new EnvoyStatus(
        envoy,
        value(values, "filesystem.write_failed") + value(values, "filesystem.reopen_failed"),
        value(values, "filesystem.write_completed"),
        value(values, "filesystem.write_total_buffered"));
  }

  private static long value(Map<String, Long> values, String name) {
    var value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("Envoy's statistics lack " + name);
    }
    return value;
  }
}
