package dev.tollgate.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Which ports of 127.0.0.1 nobody listens on. */
public final class FreePort {
  private FreePort() {}

  /** Whether nobody listens on a port. */
  static boolean isFree(int port) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /** Free a moment ago: another process may still take it first. */
  public static int next() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
