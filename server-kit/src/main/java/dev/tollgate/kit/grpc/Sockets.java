package dev.tollgate.kit.grpc;

import dev.tollgate.kit.config.ListenAddress;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The socket side of an address: what is refused, what is cleared away, who may connect. */
final class Sockets {
  private Sockets() {}

  /**
   * @throws IllegalArgumentException if the address is reachable from other machines
   */
  static void requireLocal(ListenAddress address) {
    if (!address.local()) {
      throw new IllegalArgumentException(
          address
              + " can be reached from other machines and would need TLS, which this release does"
              + " not have: keep it on loopback (127.0.0.1:PORT) or a Unix socket (unix:PATH)");
    }
  }

  static SocketAddress toNetty(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp tcp -> new InetSocketAddress(tcp.host(), tcp.port());
      case ListenAddress.Unix unix -> new DomainSocketAddress(unix.path().toFile());
    };
  }

  /** Removes the socket of a process that died; one that answers, or another file, stays. */
  static void clear(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var attributes =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isOther()) {
      throw new IOException("a file that is no socket stands there");
    }
    if (answers(socket)) {
      throw new IOException("another process listens there");
    }
    Files.deleteIfExists(socket);
  }

  private static boolean answers(Path socket) {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  /** Only this user may connect. */
  static void restrict(Path socket) throws IOException {
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
  }
}
