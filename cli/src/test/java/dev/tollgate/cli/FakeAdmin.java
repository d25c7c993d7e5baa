package dev.tollgate.cli;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Message;
import dev.tollgate.proto.admin.v1.AdminServiceGrpc;
import dev.tollgate.proto.admin.v1.ByokServiceGrpc;
import dev.tollgate.proto.admin.v1.ProviderKeyServiceGrpc;
import dev.tollgate.proto.ledger.v1.LedgerAdminServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Both admin services on one port: remembers what it was asked and answers what it was told. */
final class FakeAdmin implements AutoCloseable, ServerInterceptor {
  static final String KEY = "pk_admin_planted";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  final List<Message> requests = new ArrayList<>();
  private final Server server;
  private final String address;
  private @Nullable Function<Message, Message> answer;
  private @Nullable StatusRuntimeException error;
  private final Map<String, StatusRuntimeException> errors = new HashMap<>();

  FakeAdmin() throws IOException {
    this(null);
  }

  /** With TLS of this context, if there is one. */
  FakeAdmin(@Nullable SslContext tls) throws IOException {
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    if (tls != null) {
      builder.sslContext(tls);
    }
    server =
        builder
            .intercept(this)
            .addService(recording(AdminServiceGrpc.getServiceDescriptor()))
            .addService(recording(ProviderKeyServiceGrpc.getServiceDescriptor()))
            .addService(recording(ByokServiceGrpc.getServiceDescriptor()))
            .addService(recording(LedgerAdminServiceGrpc.getServiceDescriptor()))
            .build()
            .start();
    address = "127.0.0.1:" + server.getPort();
  }

  String address() {
    return address;
  }

  void answer(Message message) {
    answer = _ -> message;
  }

  /** Answers each request by what it asks. */
  void answerBy(Function<Message, Message> function) {
    answer = function;
  }

  /** Fails one method alone. */
  void fail(String method, StatusRuntimeException failure) {
    errors.put(method, failure);
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

  private ServerServiceDefinition recording(ServiceDescriptor service) {
    var definition = ServerServiceDefinition.builder(service);
    for (var method : service.getMethods()) {
      record(definition, (MethodDescriptor<?, ?>) method);
    }
    return definition.build();
  }

  @SuppressWarnings("unchecked") // every method of both services takes and gives messages
  private <Q, A> void record(
      ServerServiceDefinition.Builder definition, MethodDescriptor<Q, A> method) {
    ServerCalls.UnaryMethod<Q, A> reply =
        (request, observer) -> reply((Message) request, (StreamObserver<Message>) observer, method);
    definition.addMethod(method, ServerCalls.asyncUnaryCall(reply));
  }

  private void reply(
      Message request, StreamObserver<Message> observer, MethodDescriptor<?, ?> method) {
    requests.add(request);
    var failure = errors.getOrDefault(method.getBareMethodName(), error);
    if (failure != null) {
      observer.onError(failure);
      return;
    }
    observer.onNext(requireNonNull(answer, "the test told no answer").apply(request));
    observer.onCompleted();
  }
}
