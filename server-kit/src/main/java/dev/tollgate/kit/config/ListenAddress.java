package dev.tollgate.kit.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;

/** Where a server listens and a client connects: {@code 127.0.0.1:9191} or {@code unix:/path}. */
public sealed interface ListenAddress {
  /** True if only processes of this machine can reach it. */
  boolean local();

  /**
   * Refuses what would carry credentials or figures in the clear.
   *
   * @throws IllegalArgumentException if other machines can reach it
   */
  default void requireLocal() {
    if (!local()) {
      throw new IllegalArgumentException(
          this
              + " can be reached from other machines, and nothing guards the way: keep it on"
              + " loopback (127.0.0.1:PORT) or a Unix socket (unix:PATH)");
    }
  }

  /**
   * Reads {@code host:port}, {@code [v6]:port} or {@code unix:PATH}.
   *
   * @throws IllegalArgumentException if it is none of them
   */
  static ListenAddress parse(String text) {
    if (text.startsWith("unix:")) {
      return new Unix(Path.of(text.substring("unix:".length())));
    }
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no address; write host:port or unix:PATH");
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (!bracketed && host.contains(":")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is ambiguous; write an IPv6 address as [address]:port");
    }
    return new Tcp(
        bracketed ? host.substring(1, host.length() - 1) : host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no port; write a number from 0 to 65535", e);
    }
  }

  /** A TCP port; 0 picks a free one when a server listens. */
  record Tcp(String host, int port) implements ListenAddress {
    public Tcp {
      if (host.isBlank()) {
        throw new IllegalArgumentException("the host is empty; write for example 127.0.0.1");
      }
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("the port must be from 0 to 65535, but is " + port);
      }
    }

    /** Decided by the text alone: a name other than localhost is not looked up. */
    @Override
    public boolean local() {
      return host.equals("localhost")
          || host.equals("::1")
          || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    }

    @Override
    public String toString() {
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A Unix domain socket. */
  record Unix(Path path) implements ListenAddress {
    /** What the kernel's address structure has room for. */
    private static final int PATH_BYTES_MAX = 107;

    public Unix {
      if (path.toString().isEmpty()) {
        throw new IllegalArgumentException("the socket's path is empty; write unix:PATH");
      }
      int length = path.toString().getBytes(UTF_8).length;
      if (length > PATH_BYTES_MAX) {
        throw new IllegalArgumentException(
            "the socket's path has %d bytes and may have %d; choose a shorter directory: %s"
                .formatted(length, PATH_BYTES_MAX, path));
      }
    }

    @Override
    public boolean local() {
      return true;
    }

    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
