package dev.tollgate.authz.check;

import com.google.protobuf.MessageLite;
import dev.tollgate.kit.proto.BackwardsWriter;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** An answer for Envoy: the bytes of a {@code CheckResponse}. Immutable. */
final class Answer {
  private final byte[] bytes;
  private final int offset;

  private Answer(byte[] bytes, int offset) {
    this.bytes = bytes;
    this.offset = offset;
  }

  static Answer of(MessageLite response) {
    return new Answer(response.toByteArray(), 0);
  }

  /** What was written, which belongs to the answer from now on. */
  static Answer of(BackwardsWriter response) {
    return new Answer(response.array(), response.offset());
  }

  /** As gRPC's transport takes it: of a known length, and copied once. */
  InputStream stream() {
    return new Bytes(bytes, offset);
  }

  private static final class Bytes extends ByteArrayInputStream implements KnownLength, Drainable {
    Bytes(byte[] bytes, int offset) {
      super(bytes, offset, bytes.length - offset);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
