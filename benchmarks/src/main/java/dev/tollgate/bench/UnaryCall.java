package dev.tollgate.bench;

import io.grpc.Drainable;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * One Check as gRPC hands it to its service: the question is read from bytes and the answer is
 * written as bytes, all on the calling thread. Only the transport is left out.
 *
 * @param <Q> what the service reads a question as
 * @param <A> what it answers
 */
final class UnaryCall<Q, A> extends ServerCall<Q, A> {
  private final MethodDescriptor<Q, A> method;
  private final OutputStream out;
  private Status status = Status.UNKNOWN;

  private UnaryCall(MethodDescriptor<Q, A> method, OutputStream out) {
    this.method = method;
    this.out = out;
  }

  /**
   * Asks.
   *
   * @param out takes the answer
   * @throws IllegalStateException if the answer is not there at once, or is an error
   */
  static <Q, A> void ask(
      ServerMethodDefinition<Q, A> service, Metadata metadata, byte[] question, OutputStream out) {
    var method = service.getMethodDescriptor();
    var call = new UnaryCall<>(method, out);
    var listener = service.getServerCallHandler().startCall(call, metadata);
    listener.onReady();
    listener.onMessage(method.parseRequest(new RawMessage.Bytes(question)));
    listener.onHalfClose();
    listener.onComplete();
    if (!call.status.isOk()) {
      throw new IllegalStateException("a Check was not answered at once, or with " + call.status);
    }
  }

  @Override
  public void sendMessage(A response) {
    try (var answer = method.streamResponse(response)) {
      ((Drainable) answer).drainTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close(Status closed, Metadata trailers) {
    status = closed;
  }

  @Override
  public void request(int messages) {}

  @Override
  public void sendHeaders(Metadata headers) {}

  @Override
  public boolean isCancelled() {
    return false;
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method;
  }
}
