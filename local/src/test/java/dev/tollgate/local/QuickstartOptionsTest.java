package dev.tollgate.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.local.ScriptCheckout.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./quickstart} says before it starts anything. */
final class QuickstartOptionsTest {
  @TempDir Path directory;
  private ScriptCheckout checkout;

  @BeforeEach
  void checkOut() throws Exception {
    checkout = ScriptCheckout.in(directory);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h"})
  void helpNamesEveryOptionAndTouchesNothing(String option) throws Exception {
    var help = checkout.run(option);
    assertThat(help.code()).isZero();
    assertThat(help.output())
        .contains("--detach", "--stop", "--status", "--reset", "--port-base N", "--help")
        .contains("JDK 25", "Maven", "Python 3");
    assertThat(checkout.state()).doesNotExist();
  }

  @Test
  void anUnknownOptionIsNamed() throws Exception {
    assertRefused(
        checkout.run("--detatch"), 2, "there is no option --detatch; ./quickstart --help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "80", "3999", "60001", "8080x", "99999999999999999999"})
  void aPortBaseThatCannotBeIsRefused(String base) throws Exception {
    var outcome = checkout.run("--port-base", base);
    assertRefused(outcome, 2, "--port-base takes a number from 4000 to 60000");
  }

  @Test
  void aMissingPortBaseIsRefused() throws Exception {
    assertRefused(checkout.run("--port-base"), 2, "--port-base takes a number from 4000 to 60000");
  }

  @Test
  void withoutAJdk25ItSaysWhatToInstall() throws Exception {
    checkout.program("server-kit/src/main/dist/java25", "exit 1");
    assertRefused(checkout.run(), 1, "No JDK 25 found: install one");
  }

  @ParameterizedTest
  @CsvSource({
    "mvn, 'No Maven found: install Maven 3.8.7 or newer'",
    "python3, 'No Python 3 found: install python3 and python3-venv'"
  })
  void withoutAToolItSaysWhatToInstall(String tool, String message) throws Exception {
    checkout.remove("bin/" + tool);
    assertRefused(checkout.run(), 1, message);
  }

  @Test
  void aPythonWithoutVenvIsRefused() throws Exception {
    checkout.program("bin/python3", "case \"$*\" in *venv*) exit 1 ;; esac");
    assertRefused(checkout.run(), 1, "Python 3 lacks venv: install python3-venv");
  }

  @Test
  void whenNothingRunsStatusAndStopSaySo() throws Exception {
    assertThat(checkout.run("--status"))
        .isEqualTo(new Outcome(0, "Nothing runs. Start it with ./quickstart --detach\n", ""));
    assertThat(checkout.run("--stop")).isEqualTo(new Outcome(0, "Nothing runs.\n", ""));
    assertThat(checkout.state()).doesNotExist();
  }

  @Test
  void aNumberInAPidFileThatIsAnotherProgramsByNowIsLeftAlone() throws Exception {
    var stranger = new ProcessBuilder("sleep", "600").start();
    try {
      for (var part : new String[] {"supervisor", "envoy"}) {
        Files.writeString(checkout.file(".tollgate/pids/" + part), stranger.pid() + "\n");
      }
      Files.writeString(checkout.file(".tollgate/postgres/postmaster.pid"), stranger.pid() + "\n");
      assertThat(checkout.run("--status").output()).startsWith("Nothing runs.");
      assertThat(checkout.run("--stop").output()).isEqualTo("Nothing runs.\n");
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void resetDeletesTheState() throws Exception {
    checkout.file(".tollgate/postgres/PG_VERSION");
    assertThat(checkout.run("--reset")).isEqualTo(new Outcome(0, "Deleted .tollgate/.\n", ""));
    assertThat(checkout.state()).doesNotExist();
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    checkout.program("local/target/dist/local", "echo started");
    assertThat(checkout.run()).isEqualTo(new Outcome(0, "started\n", ""));
    assertThat(checkout.root.resolve("mvn.calls")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proto/src/main/source",
        "server-kit/src/main/dist/java25",
        "server-kit/pom.xml",
        "ledger-server/src/main/source",
        "authz-server/src/dist/authz-server",
        "cli/pom.xml",
        "local/src/dist/local",
        "pom.xml"
      })
  void whatHasChangedIsBuiltOnce(String file) throws Exception {
    checkout.program("local/target/dist/local", "echo started");
    var before = FileTime.from(Instant.now().minusSeconds(60));
    for (var module : ScriptCheckout.PROGRAMS) {
      Files.setLastModifiedTime(checkout.root.resolve(module + "/target/dist/app.jar"), before);
    }
    age(checkout.root, before);
    Files.setLastModifiedTime(
        checkout.root.resolve(file), FileTime.from(Instant.now().minusSeconds(30)));
    assertThat(checkout.run().output()).startsWith("Building").endsWith("started\n");
    assertThat(checkout.run().output()).isEqualTo("started\n");
    assertThat(checkout.root.resolve("mvn.calls")).hasContent("called");
  }

  @Test
  void aFailedBuildShowsItsEndAndStartsNothing() throws Exception {
    checkout.program("bin/mvn", "echo '[ERROR] no such symbol'; exit 1");
    checkout.remove("cli/target/dist/lib/library.jar");
    checkout.remove("cli/target/dist/lib");
    var outcome = checkout.run();
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.errors()).contains("no such symbol", "quickstart: the build failed");
  }

  private static void age(Path root, FileTime time) throws Exception {
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!Files.isSymbolicLink(file)) {
          Files.setLastModifiedTime(file, time);
        }
      }
    }
  }

  private static void assertRefused(Outcome outcome, int code, String message) {
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.errors()).startsWith("quickstart: ").contains(message);
    assertThat(outcome.errors().lines()).as("one line").hasSize(1);
  }
}
