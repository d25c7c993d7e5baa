package dev.tollgate.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a server on loopback, for tests of what happens when that is down or silent. */
public final class TcpGate implements AutoCloseable {
  /** What becomes of connections. */
  public enum Mode {
    OPEN,
    /** Connections are reset, and new ones at once. */
    RESET,
    /** Connections are taken, and nothing is ever said. */
    SILENT
  }

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile Mode mode;

  public TcpGate(int port, Mode mode) throws IOException {
    this.port = port;
    this.mode = mode;
    Thread.startVirtualThread(this::accept);
  }

  public String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Also ends the connections that there are. */
  public void set(Mode wanted) {
    mode = wanted;
    sockets.forEach(TcpGate::reset);
  }

  /** How many connections have come. */
  public int taken() {
    return taken.get();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var client = listener.accept();
        sockets.add(client);
        taken.incrementAndGet();
        switch (mode) {
          case OPEN -> Thread.startVirtualThread(() -> serve(client));
          case RESET -> reset(client);
          case SILENT -> {}
        }
      } catch (IOException e) {
        return; // it was closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), port)) {
      sockets.add(server);
      var back = Thread.startVirtualThread(() -> copy(server, client));
      copy(client, server);
      back.join();
    } catch (IOException | InterruptedException e) {
      reset(client); // whoever is at the other end sees it
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      reset(to);
    }
  }

  private static void reset(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0); // a reset, not a farewell
    } catch (IOException e) {
      // It is closed already.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    sockets.forEach(TcpGate::reset);
  }
}
