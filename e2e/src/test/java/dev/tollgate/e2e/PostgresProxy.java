package dev.tollgate.e2e;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a server and PostgreSQL, and lets through what it is told. */
final class PostgresProxy implements AutoCloseable {
  private static final int NOTIFICATION = 'A';
  private static final int SSL_REQUEST = 80_877_103;
  private static final int GSS_REQUEST = 80_877_104;
  private static final int MESSAGE_MAX = 64 << 20;

  /** What becomes of connections. */
  enum Mode {
    OPEN,
    /** Everything passes but asynchronous notifications. */
    WITHOUT_NOTIFICATIONS,
    /** Connections are reset, and new ones at once. */
    RESET,
    /** Nothing passes, on those that are open for ever; new ones are taken and hear nothing. */
    SILENT
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int postgresPort;
  private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
  private final AtomicInteger dropped = new AtomicInteger();
  private volatile Mode mode = Mode.OPEN;

  PostgresProxy(int postgresPort) throws IOException {
    this.postgresPort = postgresPort;
    Thread.startVirtualThread(this::accept);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/tollgate";
  }

  void set(Mode wanted) {
    mode = wanted;
    if (wanted == Mode.RESET) {
      pipes.forEach(Pipe::reset);
    }
    if (wanted == Mode.SILENT) {
      pipes.forEach(pipe -> pipe.silent = true);
    }
  }

  /** How many connections a client has. */
  int connections() {
    return pipes.size();
  }

  /** How many notifications were not let through. */
  int dropped() {
    return dropped.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException e) {
        return; // it was closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), postgresPort)) {
      client.setTcpNoDelay(true); // else an answer of several messages waits for 40 ms
      server.setTcpNoDelay(true);
      var pipe = new Pipe(client, server);
      pipes.add(pipe);
      try {
        pipe.run();
      } finally {
        pipes.remove(pipe);
      }
    } catch (IOException e) {
      // Whoever is at the other end sees the same.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    pipes.forEach(Pipe::reset);
  }

  /** One connection: the start of the protocol, then bytes to the server and messages back. */
  private final class Pipe {
    private final Socket client;
    private final Socket server;
    private volatile boolean silent = mode == Mode.SILENT;

    Pipe(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void run() throws IOException {
      if (mode == Mode.RESET) {
        reset();
        return;
      }
      var fromClient = new DataInputStream(client.getInputStream());
      var toServer = new DataOutputStream(server.getOutputStream());
      var fromServer = new DataInputStream(server.getInputStream());
      var toClient = new DataOutputStream(client.getOutputStream());
      greet(fromClient, toServer, fromServer, toClient);
      Thread.startVirtualThread(() -> messages(fromServer, toClient));
      var bytes = new byte[8_192];
      for (int n = fromClient.read(bytes); n >= 0; n = fromClient.read(bytes)) {
        if (!silent) {
          toServer.write(bytes, 0, n);
        }
      }
    }

    /** Encryption may be asked for, and is answered with one byte; then comes the start. */
    private void greet(
        DataInputStream fromClient,
        DataOutputStream toServer,
        DataInputStream fromServer,
        DataOutputStream toClient)
        throws IOException {
      int code = SSL_REQUEST;
      while (code == SSL_REQUEST || code == GSS_REQUEST) {
        int length = fromClient.readInt();
        code = fromClient.readInt();
        var rest = fromClient.readNBytes(length - 8);
        if (silent) {
          continue;
        }
        toServer.writeInt(length);
        toServer.writeInt(code);
        toServer.write(rest);
        if (code == SSL_REQUEST || code == GSS_REQUEST) {
          toClient.write(fromServer.readByte());
        }
      }
    }

    private void messages(DataInputStream fromServer, DataOutputStream toClient) {
      try {
        while (true) {
          int type = fromServer.readUnsignedByte();
          int length = fromServer.readInt();
          if (length < 4 || length > MESSAGE_MAX) {
            throw new IOException("no message of PostgreSQL: length " + length);
          }
          var message = new byte[length - 4];
          fromServer.readFully(message);
          pass(type, length, message, toClient);
        }
      } catch (IOException e) {
        close(client);
        close(server);
      }
    }

    private void pass(int type, int length, byte[] message, DataOutputStream toClient)
        throws IOException {
      if (type == NOTIFICATION && mode == Mode.WITHOUT_NOTIFICATIONS) {
        dropped.incrementAndGet();
      } else if (!silent) {
        var whole = ByteBuffer.allocate(1 + length);
        whole.put((byte) type).putInt(length).put(message);
        toClient.write(whole.array());
      }
    }

    void reset() {
      try {
        client.setSoLinger(true, 0); // a reset, not a farewell
      } catch (IOException e) {
        // It is closed already.
      }
      close(client);
      close(server);
    }

    private static void close(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        // Nothing more can be done.
      }
    }
  }
}
