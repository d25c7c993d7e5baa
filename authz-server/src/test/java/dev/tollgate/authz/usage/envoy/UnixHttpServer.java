package dev.tollgate.authz.usage.envoy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Envoy's admin interface as far as it is asked: HTTP/1.1 over a Unix socket, kept alive. */
final class UnixHttpServer implements AutoCloseable {
  /** What was asked, in order. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  volatile String serverInfo = "{}";
  volatile String stats = "{}";
  volatile String status = "200 OK";

  /** Takes questions and answers none. */
  volatile boolean hangs;

  private final Path path;
  private final ServerSocketChannel server;
  private final List<SocketChannel> connections = new CopyOnWriteArrayList<>();

  UnixHttpServer(Path path) throws IOException {
    this.path = path;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Thread.startVirtualThread(this::accept);
  }

  /** Dies as a killed process does: the socket's file stays, every connection is cut. */
  @Override
  public void close() throws IOException {
    server.close();
    for (var connection : connections) {
      connection.close();
    }
    Files.deleteIfExists(path);
  }

  private void accept() {
    try {
      while (true) {
        var connection = server.accept();
        connections.add(connection);
        Thread.startVirtualThread(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        var reader = new BufferedReader(Channels.newReader(connection, US_ASCII))) {
      for (var question = question(reader); question != null; question = question(reader)) {
        asked.add(question);
        if (!hangs) {
          answer(connection, question.startsWith("/server_info") ? serverInfo : stats);
        }
      }
    } catch (IOException cut) {
      // The other side has gone.
    }
  }

  private static @Nullable String question(BufferedReader reader) throws IOException {
    var first = reader.readLine();
    for (var line = first; line != null && !line.isEmpty(); ) {
      line = reader.readLine();
    }
    return first == null ? null : first.split(" ", -1)[1];
  }

  private void answer(SocketChannel connection, String body) throws IOException {
    var bytes = body.getBytes(UTF_8);
    var head = "HTTP/1.1 %s\r\ncontent-length: %d\r\n\r\n".formatted(status, bytes.length);
    connection.write(ByteBuffer.wrap(head.getBytes(US_ASCII)));
    connection.write(ByteBuffer.wrap(bytes));
  }
}
