package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A client that streams an answer and leaves without a word, at a moment of its own choice. */
final class Departing {
  private static final Pattern ID =
      Pattern.compile("(?i)x-tollgate-request-id: ([0-9a-f-]+)", Pattern.MULTILINE);
  private static final int TIMEOUT_MILLIS = 30_000;

  private final int port;
  private final String apiKey;

  Departing(Gateway gateway, Gateway.Caller caller) {
    this.port = gateway.system.settings().ports().traffic();
    this.apiKey = caller.apiKey();
  }

  /** What had come when the client left, or when the answer was over. */
  record Seen(String text) {
    String requestId() {
      var id = ID.matcher(text);
      if (!id.find()) {
        throw new IllegalStateException("no request id in " + text);
      }
      return id.group(1);
    }
  }

  private String head(String path, int bodyBytes) {
    return ("POST " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n")
        + ("x-api-key: " + apiKey + "\r\nanthropic-version: 2023-06-01\r\n")
        + ("content-type: application/json\r\ncontent-length: " + bodyBytes + "\r\n\r\n");
  }

  /** Reads until enough has come, then leaves. A server that is not warm yet is asked again. */
  Seen leaveWhen(String path, String body, Predicate<String> enough) throws IOException {
    var seen = once(path, body, enough);
    return seen.text().startsWith("HTTP/1.1 503 ") ? leaveWhen(path, body, enough) : seen;
  }

  private Seen once(String path, String body, Predicate<String> enough) throws IOException {
    try (var socket = open(head(path, body.length()) + body)) {
      var text = new StringBuilder();
      var in = socket.getInputStream();
      var bytes = new byte[4_096];
      while (!enough.test(text.toString())) {
        int read = in.read(bytes);
        if (read < 0) {
          break;
        }
        text.append(new String(bytes, 0, read, UTF_8));
      }
      return new Seen(text.toString());
    }
  }

  /** Sends half of the body, and leaves. */
  void leaveDuringUpload(String path, String body) throws IOException {
    open(head(path, body.length()) + body.substring(0, body.length() / 2)).close();
  }

  /** Stays silent until told to leave. */
  Socket wait(String path, String body) throws IOException {
    return open(head(path, body.length()) + body);
  }

  private Socket open(String text) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.getOutputStream().write(text.getBytes(UTF_8));
    return socket;
  }
}
