package dev.tollgate.authz.check;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * A cursor over the bytes of a protobuf message, which stay where they are: texts are spans of them
 * until somebody asks. It refuses what protobuf's own parsers refuse.
 */
final class WireReader {
  /** An empty text. */
  static final long NOTHING = 0;

  private static final int LENGTH_BITS = 32;

  private final byte[] bytes;
  private final CodedInputStream in;

  WireReader(byte[] bytes) {
    this.bytes = bytes;
    this.in = CodedInputStream.newInstance(bytes);
  }

  /** Begins a message within this one; {@link #leave} takes what this returns. */
  int enter() throws IOException {
    return in.pushLimit(in.readRawVarint32());
  }

  /** Ends a message whose last {@link #next} was 0. */
  void leave(int outer) {
    in.popLimit(outer);
  }

  /** The tag of the next field; 0 if there is none. */
  int next() throws IOException {
    return in.readTag();
  }

  /** Skips the field of this tag, whatever it is. */
  void skip(int tag) throws IOException {
    if (!in.skipField(tag)) {
      in.checkLastTagWas(0); // the end of a group that never began
    }
  }

  /** The span of a field's bytes: where they begin, and their number in the lower half. */
  long span() throws IOException {
    int length = in.readRawVarint32();
    int at = in.getTotalBytesRead();
    in.skipRawBytes(length);
    return (long) at << LENGTH_BITS | length;
  }

  /** The span of a text, which is UTF-8. */
  long text() throws IOException {
    long span = span();
    if (!isUtf8(at(span), length(span))) {
      throw new InvalidProtocolBufferException("a text is not UTF-8");
    }
    return span;
  }

  String string() throws IOException {
    return in.readStringRequireUtf8();
  }

  long int64() throws IOException {
    return in.readInt64();
  }

  double float64() throws IOException {
    return in.readDouble();
  }

  boolean bool() throws IOException {
    return in.readBool();
  }

  /** Whether a span is the same as a text of ASCII. */
  boolean is(long span, String ascii) {
    int length = length(span);
    if (length != ascii.length()) {
      return false;
    }
    int at = at(span);
    for (int i = length - 1; i >= 0; i--) { // names differ at their ends more often
      if (bytes[at + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  String utf8(long span) {
    return new String(bytes, at(span), length(span), StandardCharsets.UTF_8);
  }

  /** The first bytes of a span, so many at most. */
  String cut(long span, int bytesMax, Charset charset) {
    return new String(bytes, at(span), Math.min(length(span), bytesMax), charset);
  }

  static boolean isEmpty(long span) {
    return length(span) == 0;
  }

  private static int at(long span) {
    return (int) (span >>> LENGTH_BITS);
  }

  private static int length(long span) {
    return (int) span;
  }

  private boolean isUtf8(int at, int length) {
    int all = 0;
    for (int i = at; i < at + length; i++) {
      all |= bytes[i];
    }
    return all >= 0 || ByteString.copyFrom(bytes, at, length).isValidUtf8();
  }
}
