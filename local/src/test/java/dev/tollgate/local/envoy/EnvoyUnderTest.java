package dev.tollgate.local.envoy;

import static org.awaitility.Awaitility.await;

import dev.tollgate.envoy.BaseUrl;
import dev.tollgate.envoy.EnvoyBootstrap;
import dev.tollgate.envoy.EnvoySettings;
import dev.tollgate.envoy.EnvoySettings.Upstream;
import dev.tollgate.local.FreePort;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A real Envoy with the real configuration, behind which no provider stands, and no authz-server
 * unless the test puts one on its socket.
 */
final class EnvoyUnderTest implements AutoCloseable {
  private final int port;
  private final Path socket;
  private final Process process;

  private EnvoyUnderTest(int port, Path socket, Process process) {
    this.port = port;
    this.socket = socket;
    this.process = process;
  }

  /** The configuration with its scripts, written into a directory. */
  static Path configuration(Path directory, int port, Duration maxStreamDuration)
      throws IOException {
    var nowhere = new Upstream("openai", BaseUrl.parse("http://127.0.0.1:1/v1"));
    return configuration(
        directory, port, maxStreamDuration, List.of(nowhere), EnvoySettings.PUBLIC_CA);
  }

  static Path configuration(
      Path directory,
      int port,
      Duration maxStreamDuration,
      List<Upstream> providers,
      Path trustedCa)
      throws IOException {
    var settings =
        new EnvoySettings(
            new EnvoySettings.Life("envoy-test", "b7a1d8a2-6a55-4a5e-9d3c-6c2f0f9c0001"),
            EnvoySettings.Clients.ofThisMachine(port),
            directory.resolve("admin.sock"),
            checkSocket(directory),
            new EnvoySettings.Rest(FreePort.next(), directory.resolve("rest.sock")),
            directory.resolve("usage.jsonl"),
            directory,
            providers,
            trustedCa,
            maxStreamDuration,
            Duration.ofSeconds(1));
    var file = directory.resolve("envoy.yaml");
    EnvoyBootstrap.shipped().write(file, settings);
    return file;
  }

  /** The program, installed if need be. */
  static String program() throws Exception {
    return Command.run("python3", Repository.root().resolve("envoy/launch.py"), "--print").strip();
  }

  static EnvoyUnderTest start(Path directory) throws Exception {
    return start(directory, configuration -> configuration);
  }

  /** One whose operator has edited the configuration. */
  static EnvoyUnderTest start(Path directory, UnaryOperator<String> edit) throws Exception {
    int port = FreePort.next();
    var file = configuration(directory, port, Duration.ofMinutes(15));
    Files.writeString(file, edit.apply(Files.readString(file)));
    return start(directory, port, file);
  }

  /** One with this provider, whose certificate must be signed by these authorities. */
  static EnvoyUnderTest start(Path directory, Upstream provider, Path trustedCa) throws Exception {
    int port = FreePort.next();
    var file = configuration(directory, port, Duration.ofMinutes(15), List.of(provider), trustedCa);
    return start(directory, port, file);
  }

  private static EnvoyUnderTest start(Path directory, int port, Path file) throws Exception {
    var process =
        new ProcessBuilder(
                program(),
                "-c",
                file.toString(),
                "--use-dynamic-base-id",
                "--concurrency",
                "1",
                "--log-level",
                "error")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("envoy.log").toFile())
            .start();
    var envoy = new EnvoyUnderTest(port, directory.resolve("admin.sock"), process);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() ->
            !envoy.send("TRACE / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").isEmpty());
    return envoy;
  }

  /** Where Envoy looks for authz-server. */
  static Path checkSocket(Path directory) {
    return directory.resolve("check.sock");
  }

  /** The socket of Envoy's own administration. */
  Path adminSocket() {
    return socket;
  }

  /** Everything Envoy answers to these bytes until it closes. */
  String send(String request) throws IOException {
    try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connection.setSoTimeout(10_000);
      connection.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A request that closes its connection. */
  String request(String method, String path, String headers, String body) throws IOException {
    var length = body.isEmpty() ? "" : "content-length: " + body.length() + "\r\n";
    return send(
        "%s %s HTTP/1.1\r\nhost: x\r\nconnection: close\r\n%s%s\r\n%s"
            .formatted(method, path, length, headers, body));
  }

  String post(String path, String body) throws IOException {
    return request("POST", path, "content-type: application/json\r\n", body);
  }

  /** What Envoy's own administration answers to a GET. */
  String admin(String path) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var request = "GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      var answer = ByteBuffer.allocate(1 << 20);
      while (channel.read(answer) >= 0 && answer.hasRemaining()) {}
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().join();
    Files.deleteIfExists(socket);
  }
}
