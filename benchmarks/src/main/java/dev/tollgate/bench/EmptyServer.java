package dev.tollgate.bench;

import com.google.rpc.Status;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.kit.grpc.GrpcServers;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;

/**
 * The measure of all: an ext_authz server that allows everything at once, on the executor that the
 * authz-server runs on.
 */
public final class EmptyServer extends AuthorizationGrpc.AuthorizationImplBase {
  static final String READY = "READY";

  private static final CheckResponse OK =
      CheckResponse.newBuilder()
          .setStatus(Status.getDefaultInstance())
          .setOkResponse(OkHttpResponse.getDefaultInstance())
          .build();

  private EmptyServer() {}

  /** {@code EmptyServer ADDRESS}. Ends with its standard input. */
  public static void main(String[] args) throws IOException {
    serve(args[0], service());
  }

  /** Serves at an address until the standard input ends. */
  public static void serve(String address, ServerServiceDefinition service) throws IOException {
    var loops = EventLoops.start(Runtime.getRuntime().availableProcessors(), "loop");
    GrpcServers.startOnEventLoops(ListenAddress.parse(address), loops, List.of(service));
    System.out.println(READY);
    while (System.in.read() >= 0) {}
  }

  static ServerServiceDefinition service() {
    return new EmptyServer().bindService();
  }

  @Override
  public void check(CheckRequest request, StreamObserver<CheckResponse> observer) {
    observer.onNext(OK);
    observer.onCompleted();
  }
}
