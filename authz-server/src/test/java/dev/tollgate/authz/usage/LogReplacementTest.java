package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReplacementTest {
  @TempDir private Path directory;
  private Scenario scenario;

  @BeforeEach
  void start() throws IOException {
    scenario = new Scenario(directory);
  }

  @Test
  void whatIsStillWrittenToARenamedLogIsRead() throws Exception {
    scenario.lines(Lines.end(1)).read();
    var old = rename("usage.jsonl.1");
    append(old, Lines.end(2) + "\n");
    scenario.read();
    append(old, Lines.end(3) + "\n");
    scenario.lines(Lines.end(4)).read();

    assertThat(scenario.settlements.calls)
        .containsExactly("settle 1", "settle 2", "settle 3", "settle 4");
    assertThat(scenario.count("tollgate.usage.files.replaced")).isEqualTo(1);
  }

  @Test
  void anEmptyNewLogDoesNotEndTheOldOne() throws Exception {
    scenario.lines(Lines.end(1)).read();
    var old = rename("usage.jsonl.1");
    Files.createFile(scenario.log);
    scenario.read();
    append(old, Lines.end(2) + "\n");
    scenario.read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
  }

  @Test
  void aTornLineAtTheEndOfAnOldLogIsSetAside() throws Exception {
    scenario.lines(Lines.end(1)).write(Lines.end(2).substring(0, 600)).read();
    rename("usage.jsonl.1");
    scenario.lines(Lines.end(3)).read();
    assertThat(scenario.settlements.calls).containsExactly("settle 1", "quarantine 2", "settle 3");
  }

  @Test
  void rotationsWhileTheReaderIsAwayLoseNothing() throws Exception {
    scenario.lines(Lines.end(1)).read().restart();
    scenario.lines(Lines.end(2));
    age(rename("usage.jsonl.2"), 200);
    scenario.lines(Lines.end(3));
    age(rename("usage.jsonl.1"), 100);
    scenario.lines(Lines.end(4));
    scenario.kill().read();
    assertThat(scenario.settlements.calls)
        .containsExactly("settle 1", "settle 2", "settle 3", "settle 4");
  }

  @Test
  void withoutAPositionTheOldestLogComesFirst() throws Exception {
    scenario.lines(Lines.end(1));
    rename("usage.jsonl.1");
    scenario.lines(Lines.end(2)).read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
  }

  @Test
  void aLogThatBecameShorterIsReadFromItsStart() throws Exception {
    scenario.lines(Lines.end(1), Lines.end(2)).read();
    Files.writeString(scenario.log, Lines.end(3) + "\n");
    scenario.read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L, 3L);
    assertThat(scenario.count("tollgate.usage.files.replaced")).isEqualTo(1);
  }

  @Test
  void anotherLogUnderTheSameNumberIsReadFromItsStart() throws Exception {
    scenario.lines(Lines.end(1)).read().restart();
    // Truncated and written anew, as long as before: the file's number tells nothing.
    Files.writeString(scenario.log, Lines.end(2) + "\n" + Lines.end(3) + "\n");
    scenario.kill().read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L, 3L);
  }

  @Test
  void aLogThatWasReplacedWhileTheReaderWasAwayIsReadFromItsStart() throws Exception {
    scenario.lines(Lines.end(1)).read().restart();
    Files.delete(scenario.log);
    scenario.lines(Lines.end(2)).kill().read();
    assertThat(scenario.settlements.settled).containsExactly(1L, 2L);
  }

  private Path rename(String name) throws IOException {
    return Files.move(scenario.log, scenario.log.resolveSibling(name));
  }

  private static void age(Path file, long seconds) throws IOException {
    var modified = Files.getLastModifiedTime(file).toInstant().minusSeconds(seconds);
    Files.setLastModifiedTime(file, FileTime.from(modified));
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }
}
