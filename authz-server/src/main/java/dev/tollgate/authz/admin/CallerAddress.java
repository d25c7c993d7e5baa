package dev.tollgate.authz.admin;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.net.InetSocketAddress;

/** Where the address of a caller is found. */
enum CallerAddress {
  /** The peer of the connection. */
  PEER {
    @Override
    String of(ServerCall<?, ?> call, Metadata headers) {
      return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
              instanceof InetSocketAddress address
          ? address.getAddress().getHostAddress()
          : "";
    }
  },
  /** What Envoy says: only for a socket on whose other side nobody else stands. */
  ENVOY {
    @Override
    String of(ServerCall<?, ?> call, Metadata headers) {
      var address = headers.get(CLIENT);
      return address == null ? "" : address;
    }
  };

  private static final Metadata.Key<String> CLIENT =
      Metadata.Key.of("x-tollgate-client", Metadata.ASCII_STRING_MARSHALLER);

  /** Empty if it is not known. */
  abstract String of(ServerCall<?, ?> call, Metadata headers);
}
