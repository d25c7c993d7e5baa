package dev.tollgate.authz.check;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/** Envoy's method, as the generated classes describe it, but for how messages become bytes. */
final class CheckMethod {
  static final MethodDescriptor<Question, Answer> METHOD =
      AuthorizationGrpc.getCheckMethod().toBuilder(new Questions(), new Answers()).build();

  static final ServiceDescriptor SERVICE =
      ServiceDescriptor.newBuilder(AuthorizationGrpc.SERVICE_NAME).addMethod(METHOD).build();

  private CheckMethod() {}

  private static final class Questions implements MethodDescriptor.Marshaller<Question> {
    @Override
    public InputStream stream(Question question) {
      throw new UnsupportedOperationException("a question is Envoy's alone");
    }

    @Override
    public Question parse(InputStream stream) {
      try {
        return QuestionReader.read(bytes(stream));
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("this is no CheckRequest")
            .withCause(e)
            .asRuntimeException();
      }
    }

    /** A transport knows the length: no buffer is needed that grows. */
    private static byte[] bytes(InputStream stream) throws IOException {
      return stream instanceof KnownLength
          ? stream.readNBytes(stream.available())
          : stream.readAllBytes();
    }
  }

  private static final class Answers implements MethodDescriptor.Marshaller<Answer> {
    @Override
    public InputStream stream(Answer answer) {
      return answer.stream();
    }

    @Override
    public Answer parse(InputStream stream) {
      throw new UnsupportedOperationException("an answer is for Envoy alone");
    }
  }
}
