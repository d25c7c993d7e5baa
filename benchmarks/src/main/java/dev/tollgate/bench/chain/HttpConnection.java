package dev.tollgate.bench.chain;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;

/**
 * A client's connection, one call at a time. Of an answer only where it ends is read, and whether
 * it is one. One thread at a time.
 */
final class HttpConnection implements AutoCloseable {
  private static final int BUFFER_BYTES = 256 * 1024; // more than any answer has
  private static final int TIMEOUT_MS = 20_000;
  private static final byte[] LAST_CHUNK = "\r\n0\r\n\r\n".getBytes(ISO_8859_1);
  private static final String LENGTH = "\r\ncontent-length: ";

  private static final String VERSION = "HTTP/1.1";

  private final Socket socket;
  private final byte[] answer = new byte[BUFFER_BYTES];

  HttpConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MS);
  }

  /**
   * Returns the whole answer's length in bytes.
   *
   * @throws IOException if it has not the status 200
   */
  int call(byte[] request) throws IOException {
    int length = send(request);
    if (!answers(" 200")) {
      throw new IOException("unexpected answer: " + text(length));
    }
    return length;
  }

  /** As {@link #call}, of a system that is cold and may refuse for want of time. */
  void tryCall(byte[] request) throws IOException {
    int length = send(request);
    if (!answers(" 200") && !answers(" 503")) {
      throw new IOException("unexpected answer: " + text(length));
    }
  }

  private boolean answers(String status) {
    return text(VERSION.length() + status.length()).equals(VERSION + status);
  }

  private int send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    int length = 0;
    int whole = Integer.MAX_VALUE;
    int body = 0;
    while (length < whole) {
      int read = socket.getInputStream().read(answer, length, answer.length - length);
      if (read <= 0) {
        throw new IOException("the connection ended in the middle of an answer: " + text(length));
      }
      length += read;
      if (body == 0) {
        body = bodyBegins(length);
        whole = body == 0 ? whole : whole(body);
      }
      if (body > 0 && whole == Integer.MAX_VALUE && ends(length)) {
        whole = length;
      }
    }
    return length;
  }

  /** The events of the newest answer. */
  int events(int length) {
    return text(length).split("\ndata: ", -1).length - 1;
  }

  private int bodyBegins(int length) {
    int at = text(length).indexOf("\r\n\r\n");
    return at < 0 ? 0 : at + 4;
  }

  /** Where an answer of known length ends. */
  private int whole(int body) {
    var head = text(body).toLowerCase(Locale.ROOT);
    int at = head.indexOf(LENGTH);
    return at < 0
        ? Integer.MAX_VALUE
        : body + Integer.parseInt(head.substring(at + LENGTH.length(), head.indexOf('\r', at + 2)));
  }

  private boolean ends(int length) {
    return length >= LAST_CHUNK.length
        && Arrays.equals(
            answer, length - LAST_CHUNK.length, length, LAST_CHUNK, 0, LAST_CHUNK.length);
  }

  private String text(int length) {
    return new String(answer, 0, length, ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
