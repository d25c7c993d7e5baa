package dev.tollgate.local.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.Repository;
import org.junit.jupiter.api.Test;

final class LuaScriptsTest {
  @Test
  void theScriptsHoldAgainstHostileBodiesUnderLuaJit() throws Exception {
    var root = Repository.root();
    var environment = root.resolve("target/lua-tests");
    Command.run(
        "python3", root.resolve("local/python_venv.py"), environment, "lupa==2.8", "pyyaml==6.0.3");
    var output =
        Command.run(
            environment.resolve("bin/python"),
            "-m",
            "unittest",
            "discover",
            "-s",
            root.resolve("envoy/lua/tests"));
    System.out.println(output);
    assertThat(output).containsPattern("Ran [1-9][0-9]+ tests").endsWith("OK\n");
  }
}
