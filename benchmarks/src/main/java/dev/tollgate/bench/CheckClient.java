package dev.tollgate.bench;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks as Envoy's workers do: a connection each, with Envoy's metadata and deadline. */
public final class CheckClient implements AutoCloseable {
  private static final int WORKERS = 2;
  private static final long CONNECT_SECONDS_MAX = 10;

  private final EventLoops loops = EventLoops.start(WORKERS, "worker");
  private final List<ManagedChannel> channels;
  private final EnvoyBoot envoy;

  /** Who asks. */
  public record EnvoyBoot(String node, String boot) {}

  private CheckClient(Path socket, EnvoyBoot envoy) {
    this.envoy = envoy;
    this.channels =
        Stream.generate(() -> GrpcChannels.to(List.of(new ListenAddress.Unix(socket)), loops))
            .limit(WORKERS)
            .toList();
  }

  /**
   * Connects one worker after the other, so that every server is met in the same way: it serves
   * each connection on an event loop of its own.
   */
  public static CheckClient connect(Path socket, EnvoyBoot envoy) throws IOException {
    var client = new CheckClient(socket, envoy);
    for (var channel : client.channels) {
      if (!connected(channel)) {
        client.close();
        throw new IOException("nobody answers at " + socket);
      }
    }
    return client;
  }

  private static boolean connected(ManagedChannel channel) throws IOException {
    var request = HealthCheckRequest.getDefaultInstance();
    try {
      var health = HealthGrpc.newBlockingStub(channel).withWaitForReady();
      var _ = health.withDeadlineAfter(CONNECT_SECONDS_MAX, TimeUnit.SECONDS).check(request);
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  /** The connections, each with what Envoy says beside a question. */
  public List<Channel> connections(boolean keyPhase) {
    var metadata = MetadataUtils.newAttachHeadersInterceptor(metadata(keyPhase, envoy));
    return channels.stream()
        .map(channel -> ClientInterceptors.intercept(channel, metadata))
        .toList();
  }

  /** What Envoy sends with a Check. */
  static Metadata metadata(boolean keyPhase, EnvoyBoot envoy) {
    var metadata = new Metadata();
    if (keyPhase) {
      put(metadata, "x-authz-phase", "key");
    }
    put(metadata, "x-envoy-boot", envoy.boot());
    put(metadata, "x-envoy-node", envoy.node());
    put(metadata, "x-envoy-internal", "true");
    put(metadata, "x-forwarded-for", "192.0.2.2");
    put(metadata, "x-envoy-expected-rq-timeout-ms", "1000");
    return metadata;
  }

  private static void put(Metadata metadata, String name, String value) {
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    loops.close();
  }
}
