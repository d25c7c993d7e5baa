package dev.tollgate.e2e;

import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcChannels;
import dev.tollgate.local.FreePort;
import dev.tollgate.local.Part;
import dev.tollgate.local.Repository;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc.AdminServiceBlockingStub;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc.ProviderKeyServiceBlockingStub;
import io.grpc.ManagedChannel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A further authz-server of role {@code admin}, on the database and the ledgers of a gateway. */
final class AdminServer implements AutoCloseable {
  private final Gateway gateway;
  private final Path directory;
  private final Map<String, String> environment;
  private final int admin = FreePort.next();
  private final int observe = FreePort.next();
  private final Part part;
  private final EventLoops loops = EventLoops.start(1, "admin");
  private final ManagedChannel channel;

  /**
   * Starts it; it may not be ready yet.
   *
   * @param environment beside what it has for itself
   */
  AdminServer(Gateway gateway, Path directory, Map<String, String> environment) throws IOException {
    this.gateway = gateway;
    this.directory = directory;
    this.environment = environment;
    var ready = URI.create("http://127.0.0.1:" + observe + "/readyz");
    part = new Part("admin", directory, this::command, ready, System::nanoTime);
    channel = GrpcChannels.to(List.of(new ListenAddress.Tcp("127.0.0.1", admin)), loops);
    part.start();
  }

  private Part.Command command() throws IOException {
    var configs = gateway.system.settings().state().resolve("config");
    var config =
        Files.readString(configs.resolve("authz.yaml"))
            .replaceAll("(?m)^(check|journal|usage_log|envoy): .*\\n", "")
            .replaceFirst("replica_token: \"[^\"]*\", ", "");
    var file = Files.writeString(configs.resolve("admin-role.yaml"), config);
    var program = Repository.root().resolve("authz-server/target/dist/authz-server").toString();
    var all = new HashMap<>(environment);
    all.put("TOLLGATE_AUTHZ_ROLE", "admin");
    all.put("TOLLGATE_AUTHZ_ADMIN_LISTEN", "127.0.0.1:" + admin);
    all.put("TOLLGATE_AUTHZ_ADMIN_REST_LISTEN", "unix:" + directory.resolve("rest.sock"));
    all.put("TOLLGATE_AUTHZ_OBSERVE_LISTEN", "127.0.0.1:" + observe);
    return new Part.Command(List.of(program, file.toString()), all);
  }

  void awaitReady() throws IOException {
    part.awaitReady();
  }

  AdminServiceBlockingStub keys() throws IOException {
    return Gateway.as(gateway.system.adminKey(), AdminServiceGrpc.newBlockingStub(channel));
  }

  ProviderKeyServiceBlockingStub providerKeys() throws IOException {
    return Gateway.as(gateway.system.adminKey(), ProviderKeyServiceGrpc.newBlockingStub(channel));
  }

  @Override
  public void close() {
    channel.shutdownNow();
    loops.close();
    part.stop();
  }
}
