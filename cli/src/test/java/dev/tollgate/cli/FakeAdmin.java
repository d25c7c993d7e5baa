package dev.tollgate.cli;

import com.google.protobuf.Message;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserKeyResponse;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysResponse;
import dev.tollgate.proto.admin.v1.RevokeUserKeyRequest;
import dev.tollgate.proto.admin.v1.RevokeUserKeyResponse;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import dev.tollgate.proto.ledger.v1.GetBalanceResponse;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import dev.tollgate.proto.ledger.v1.ListUsageRequest;
import dev.tollgate.proto.ledger.v1.ListUsageResponse;
import dev.tollgate.proto.ledger.v1.VerifyRequest;
import dev.tollgate.proto.ledger.v1.VerifyResponse;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Both admin services on one port: remembers what it was asked and answers what it was told. */
final class FakeAdmin implements AutoCloseable, ServerInterceptor {
  static final String KEY = "pk_admin_planted";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final List<Message> requests = new ArrayList<>();
  private final Server server;
  private final String address;
  private @Nullable Message answer;
  private @Nullable StatusRuntimeException error;

  FakeAdmin() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .intercept(this)
            .addService(new Keys())
            .addService(new Ledger())
            .build()
            .start();
    address = "127.0.0.1:" + server.getPort();
  }

  String address() {
    return address;
  }

  void answer(Message message) {
    answer = message;
  }

  void fail(StatusRuntimeException failure) {
    error = failure;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (("Bearer " + KEY).equals(headers.get(AUTHORIZATION))) {
      return next.startCall(call, headers);
    }
    call.close(Status.UNAUTHENTICATED, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private <A extends Message> void reply(
      Message request, StreamObserver<A> observer, Class<A> type) {
    requests.add(request);
    if (error != null) {
      observer.onError(error);
      return;
    }
    observer.onNext(type.cast(answer));
    observer.onCompleted();
  }

  private final class Keys extends AdminServiceGrpc.AdminServiceImplBase {
    @Override
    public void createUserKey(
        CreateUserKeyRequest request, StreamObserver<CreateUserKeyResponse> observer) {
      reply(request, observer, CreateUserKeyResponse.class);
    }

    @Override
    public void listUserKeys(
        ListUserKeysRequest request, StreamObserver<ListUserKeysResponse> observer) {
      reply(request, observer, ListUserKeysResponse.class);
    }

    @Override
    public void revokeUserKey(
        RevokeUserKeyRequest request, StreamObserver<RevokeUserKeyResponse> observer) {
      reply(request, observer, RevokeUserKeyResponse.class);
    }
  }

  private final class Ledger extends LedgerAdminServiceGrpc.LedgerAdminServiceImplBase {
    @Override
    public void grant(GrantRequest request, StreamObserver<GrantResponse> observer) {
      reply(request, observer, GrantResponse.class);
    }

    @Override
    public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
      reply(request, observer, GetBalanceResponse.class);
    }

    @Override
    public void listUsage(ListUsageRequest request, StreamObserver<ListUsageResponse> observer) {
      reply(request, observer, ListUsageResponse.class);
    }

    @Override
    public void verify(VerifyRequest request, StreamObserver<VerifyResponse> observer) {
      reply(request, observer, VerifyResponse.class);
    }
  }
}
