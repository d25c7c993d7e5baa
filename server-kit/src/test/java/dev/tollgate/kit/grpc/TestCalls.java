package dev.tollgate.kit.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A service of one method from text to text, and its client. */
final class TestCalls {
  private static final MethodDescriptor<String, String> METHOD =
      MethodDescriptor.<String, String>newBuilder()
          .setType(MethodDescriptor.MethodType.UNARY)
          .setFullMethodName("test.Test/Call")
          .setRequestMarshaller(new Text())
          .setResponseMarshaller(new Text())
          .build();

  private TestCalls() {}

  static ServerServiceDefinition answering(UnaryOperator<String> answer) {
    return ServerServiceDefinition.builder("test.Test")
        .addMethod(
            METHOD,
            ServerCalls.asyncUnaryCall((request, observer) -> {
              String text;
              try {
                text = answer.apply(request);
              } catch (RuntimeException e) {
                observer.onError(e);
                return;
              }
              observer.onNext(text);
              observer.onCompleted();
            }))
        .build();
  }

  /** Calls and waits, 5 s at most. */
  static String call(Channel channel, String request) {
    var options = CallOptions.DEFAULT.withDeadlineAfter(5, TimeUnit.SECONDS);
    return ClientCalls.blockingUnaryCall(channel, METHOD, options, request);
  }

  private static final class Text implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(value.getBytes(UTF_8));
    }

    @Override
    public String parse(InputStream stream) {
      try {
        return new String(stream.readAllBytes(), UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
