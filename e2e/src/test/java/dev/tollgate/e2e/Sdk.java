package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The providers' own SDKs for Python and Node, unchanged. */
final class Sdk {
  private Sdk() {}

  /**
   * What a script prints that uses an SDK against the gateway, without blanks.
   *
   * @param script of src/test/python or src/test/node, by its suffix
   */
  static String run(Gateway gateway, String script, String apiKey)
      throws IOException, InterruptedException {
    var program = script.endsWith(".py") ? python(script) : node(script);
    program.environment().put("TOLLGATE_URL", gateway.url());
    program.environment().put("TOLLGATE_API_KEY", apiKey);
    return run(program).replace(" ", "");
  }

  private static ProcessBuilder python(String script) throws IOException, InterruptedException {
    var venv = root().resolve("target/python-sdks");
    install("python_venv.py", venv, "openai==3.57.0", "anthropic==2.14.0");
    return new ProcessBuilder(venv.resolve("bin/python").toString(), file("python", script));
  }

  private static ProcessBuilder node(String script) throws IOException, InterruptedException {
    var packages = root().resolve("target/node-sdks");
    install("node_packages.py", packages, "openai@7.57.0", "@anthropic-ai/sdk@1.14.0");
    var program = new ProcessBuilder("node", file("node", script));
    program.environment().put("NODE_SDKS", packages.toString());
    return program;
  }

  private static void install(String installer, Path directory, String... packages)
      throws IOException, InterruptedException {
    var command = new ProcessBuilder("python3", root().resolve("local/" + installer).toString());
    command.command().add(directory.toString());
    command.command().addAll(List.of(packages));
    run(command);
  }

  private static Path root() {
    return Repository.root();
  }

  private static String file(String language, String script) {
    return root().resolve("e2e/src/test/" + language).resolve(script).toString();
  }

  private static String run(ProcessBuilder builder) throws IOException, InterruptedException {
    var process = builder.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
