package dev.tollgate.bench;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Messages as bytes: whoever asks does the same work then, whatever is answered. */
public final class RawMessage implements MethodDescriptor.Marshaller<byte[]> {
  /** Envoy's method. */
  public static final MethodDescriptor<byte[], byte[]> CHECK =
      AuthorizationGrpc.getCheckMethod().toBuilder(new RawMessage(), new RawMessage())
          .setSchemaDescriptor(null)
          .build();

  private RawMessage() {}

  /** Says its length, as a transport's stream does: its reader then needs no buffer. */
  static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      return (int) transferTo(target);
    }
  }

  @Override
  public InputStream stream(byte[] message) {
    return new Bytes(message);
  }

  @Override
  public byte[] parse(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
