package dev.tollgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** One run of the command: its exit code and what it printed. */
record Run(int exitCode, String out, String err) {
  /** Against a fake, with its key. */
  static Run against(FakeAdmin admin, String... args) {
    return in(environment(admin), args);
  }

  /** Against a fake, with something on the standard input. */
  static Run telling(String input, FakeAdmin admin, String... args) {
    return telling(environment(admin), input, args);
  }

  private static Map<String, String> environment(FakeAdmin admin) {
    return Map.of("TOLLGATE_ADMIN_GRPC", admin.address(), "TOLLGATE_ADMIN_KEY", FakeAdmin.KEY);
  }

  static Run in(Map<String, String> environment, String... args) {
    return telling(environment, "", args);
  }

  private static Run telling(Map<String, String> environment, String input, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var session =
        new Session(
            environment,
            new ByteArrayInputStream(input.getBytes(UTF_8)),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            () -> "new-id");
    int exitCode = Tollgate.run(session, args);
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
