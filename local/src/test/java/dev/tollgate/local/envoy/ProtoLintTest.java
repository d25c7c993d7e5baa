package dev.tollgate.local.envoy;

import dev.tollgate.local.Repository;
import org.junit.jupiter.api.Test;

final class ProtoLintTest {
  @Test
  void theProtosFollowBufsStandardRules() throws Exception {
    var root = Repository.root();
    var environment = root.resolve("target/buf-1.75.0");
    Command.run("python3", root.resolve("local/python_venv.py"), environment, "buf-bin==1.75.0");
    Command.run(environment.resolve("bin/buf"), "lint", root.resolve("proto"));
  }
}
