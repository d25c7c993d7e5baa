package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;

/** The providers' own Python SDKs, unchanged. */
final class Sdk {
  private Sdk() {}

  /** What a script of src/test/python prints, which uses an SDK against the gateway. */
  static String run(Gateway gateway, String script, String apiKey)
      throws IOException, InterruptedException {
    var root = Repository.root();
    var venv = root.resolve("target/python-sdks");
    run(
        new ProcessBuilder(
            "python3",
            root.resolve("local/python_venv.py").toString(),
            venv.toString(),
            "openai==3.57.0",
            "anthropic==2.14.0"));
    var program =
        new ProcessBuilder(
            venv.resolve("bin/python").toString(),
            root.resolve("e2e/src/test/python").resolve(script).toString());
    program.environment().put("TOLLGATE_URL", gateway.url());
    program.environment().put("TOLLGATE_API_KEY", apiKey);
    return run(program);
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
