package dev.tollgate.local;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Stands in for a server that is not built: ready at once, and telling in a file when it starts and
 * when it is asked to stop. Files beside that one make it worse: {@code NAME.unready}, {@code
 * NAME.deaf} (to SIGTERM) and {@code NAME.fails-once} (with exit code 1).
 */
final class StandIn {
  private StandIn() {}

  /** {@code NAME PORT DIRECTORY}; more arguments are those of the server it stands in for. */
  public static void main(String[] args) throws Exception {
    var name = args[0];
    var directory = Path.of(args[2]);
    if (Files.deleteIfExists(directory.resolve(name + ".fails-once"))) {
      tell(directory, "start " + name);
      System.exit(1);
    }
    boolean deaf = Files.exists(directory.resolve(name + ".deaf"));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory, name, deaf)));
    tell(directory, "start " + name);
    int status = Files.exists(directory.resolve(name + ".unready")) ? 503 : 200;
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1]));
    var server = HttpServer.create(address, 10);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  private static void stop(Path directory, String name, boolean deaf) {
    try {
      tell(directory, "stop " + name);
      if (deaf) {
        Thread.currentThread().join();
      }
    } catch (IOException | InterruptedException e) {
      System.err.println(e);
    }
  }

  private static void tell(Path directory, String event) throws IOException {
    Files.writeString(
        directory.resolve("events"),
        event + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
