package dev.tollgate.e2e;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between two processes, over TCP or a Unix socket, and passes bytes on, or loses those of
 * one direction: the one side then does what it does, and the other never hears of it.
 */
final class Wire implements AutoCloseable {
  /** What gets lost. */
  enum Loss {
    NOTHING,
    QUESTIONS,
    ANSWERS
  }

  private final ServerSocketChannel listener;
  private final SocketAddress server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong lostBytes = new AtomicLong();
  private volatile Loss loss = Loss.NOTHING;

  /**
   * @param at where clients connect; TCP port 0 chooses one
   */
  Wire(ServerSocketChannel listener, SocketAddress at, SocketAddress server) throws IOException {
    this.listener = listener.bind(at);
    this.server = server;
    Thread.startVirtualThread(this::accept);
  }

  SocketAddress address() throws IOException {
    return listener.getLocalAddress();
  }

  /** From now on; counts anew what gets lost. */
  void lose(Loss wanted) {
    lostBytes.set(0);
    loss = wanted;
  }

  long lostBytes() {
    return lostBytes.get();
  }

  /** Everything passes again, over new connections: the old ones lack something. */
  void mend() {
    loss = Loss.NOTHING;
    open.forEach(Wire::close);
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        var client = listener.accept();
        Thread.startVirtualThread(() -> serve(client));
      } catch (IOException e) {
        return; // it was closed
      }
    }
  }

  private void serve(SocketChannel client) {
    open.add(client);
    try (client;
        var there = SocketChannel.open(server)) {
      open.add(there);
      Thread.startVirtualThread(() -> pass(there, client, Loss.ANSWERS));
      pass(client, there, Loss.QUESTIONS);
      open.remove(there);
    } catch (IOException e) {
      // Whoever is at the other end sees the same.
    } finally {
      open.remove(client);
    }
  }

  private void pass(SocketChannel from, SocketChannel to, Loss lost) {
    var bytes = ByteBuffer.allocate(16_384);
    try {
      while (from.read(bytes) >= 0) {
        bytes.flip();
        if (loss == lost) {
          lostBytes.addAndGet(bytes.remaining());
        } else {
          while (bytes.hasRemaining()) {
            to.write(bytes);
          }
        }
        bytes.clear();
      }
    } catch (IOException e) {
      // One side is gone; so is the other.
    }
    close(from);
    close(to);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing more can be done.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(Wire::close);
  }
}
