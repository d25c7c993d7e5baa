package dev.tollgate.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * AWS KMS as moto serves it: one server for all tests of a JVM, which ends with it, and which this
 * JVM has credentials for.
 */
public final class TestKms {
  private static final List<String> PACKAGES =
      List.of("moto==5.2.5", "flask==3.1.3", "flask-cors==6.0.5");
  private static final String REGION = "eu-central-1";
  private static final int OK = 200;
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static @Nullable TestKms shared;

  private final int port;

  private TestKms(int port) {
    this.port = port;
  }

  public static synchronized TestKms shared() throws IOException {
    var running = shared;
    if (running == null) {
      running = start();
      shared = running;
    }
    return running;
  }

  private static TestKms start() throws IOException {
    var target = Repository.root().resolve("target");
    var python = install(target.resolve("python-moto")).resolve("bin/python").toString();
    int port = FreePort.next();
    var line = List.of(python, "-m", "moto.server", "-H", "127.0.0.1", "-p", "" + port);
    var moto =
        new Part(
            "moto",
            target.resolve("test-kms"),
            () -> new Part.Command(line, Map.of()),
            URI.create("http://127.0.0.1:" + port + "/moto-api/"),
            System::nanoTime);
    moto.start();
    moto.awaitReady();
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    return new TestKms(port);
  }

  private static Path install(Path venv) throws IOException {
    var installer = Repository.root().resolve("local/python_venv.py").toString();
    var command = new ArrayList<>(List.of("python3", installer, venv.toString()));
    command.addAll(PACKAGES);
    Commands.run(command);
    return venv;
  }

  /** On loopback. */
  public int port() {
    return port;
  }

  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Makes a key, and returns its ARN. */
  public String createKey() throws IOException {
    var answer = ask("CreateKey", "{}");
    return JsonMapper.shared().readTree(answer).path("KeyMetadata").path("Arn").stringValue("");
  }

  /** A call of the API, which knows the region by the credentials that nobody verifies. */
  private String ask(String action, String json) throws IOException {
    var call =
        HttpRequest.newBuilder(URI.create(endpoint()))
            .header("x-amz-target", "TrentService." + action)
            .header("content-type", "application/x-amz-json-1.1")
            .header(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=test/20260101/"
                    + REGION
                    + "/kms/aws4_request, SignedHeaders=host, Signature=0")
            .POST(BodyPublishers.ofString(json))
            .build();
    try {
      var answer = HTTP.send(call, BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new IOException(action + ": " + answer.statusCode() + " " + answer.body());
      }
      return answer.body();
    } catch (InterruptedException e) {
      throw Commands.interrupted();
    }
  }
}
