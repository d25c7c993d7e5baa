package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTest {
  @TempDir private Path directory;

  @Test
  void aKillAtEveryByteOfTheLogSettlesEveryLineInOrder() throws Exception {
    var sample =
        (Lines.end(1) + "\n" + Lines.periodic(2, "boot-1") + "\n" + Lines.end(2) + "\n")
            .getBytes(UTF_8);
    for (int cut = 0; cut <= sample.length; cut++) {
      var scenario = new Scenario(Files.createDirectory(directory.resolve("cut-" + cut)));
      scenario.write(Arrays.copyOf(sample, cut)).read();
      if (cut % 2 == 0) {
        scenario.kill();
      } else {
        scenario.restart();
      }
      scenario.read().write(Arrays.copyOfRange(sample, cut, sample.length)).read();
      assertThat(scenario.settlements.settled).as("cut at %d", cut).containsExactly(1L, 2L);
      assertThat(scenario.stateLines("quarantine.jsonl")).as("cut at %d", cut).isEmpty();
    }
  }

  /**
   * Random writes in random pieces, torn and repeated lines, kills, stops, refusals, rotations. At
   * the end every line that was written whole is settled, in the order of its first appearance, and
   * every torn one that named its reservation is in quarantine.
   */
  @RepeatedTest(40)
  void whateverHappensEveryWholeLineIsSettled() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("CrashTest seed " + seed);
    var random = new Random(seed);
    var scenario = new Scenario(directory);
    List<Long> whole = new ArrayList<>();
    var torn = new TreeSet<Long>();
    int rotations = 0;
    for (long n = 1; n <= 60; n++) {
      var line = new ByteArrayOutputStream();
      if (random.nextInt(6) == 0) {
        var half = Lines.end(10_000 + n).substring(0, 1 + random.nextInt(600));
        line.writeBytes(half.getBytes(UTF_8));
        if (half.contains(Lines.reservation(10_000 + n) + "\"")) {
          torn.add(10_000 + n);
        }
      }
      line.writeBytes((Lines.end(n) + "\n").getBytes(UTF_8));
      whole.add(n);
      if (random.nextInt(5) == 0) {
        line.writeBytes((Lines.end(1 + random.nextInt((int) n)) + "\n").getBytes(UTF_8));
      }
      writeInPieces(scenario, line.toByteArray(), random);
      if (random.nextInt(15) == 0) {
        Files.move(scenario.log, scenario.log.resolveSibling("usage.jsonl." + ++rotations));
      }
    }
    scenario.settlements.refusals = 0;
    scenario.lines(Lines.end(61)).read().restart().read();
    whole.add(61L);

    assertThat(scenario.settlements.settled).as("seed %d", seed).containsExactlyElementsOf(whole);
    assertThat(scenario.settlements.quarantined).as("seed %d", seed).containsAll(torn);
  }

  private static void writeInPieces(Scenario scenario, byte[] bytes, Random random)
      throws Exception {
    int at = 0;
    while (at < bytes.length) {
      int to = Math.min(bytes.length, at + 1 + random.nextInt(900));
      scenario.write(Arrays.copyOfRange(bytes, at, to));
      at = to;
      switch (random.nextInt(6)) {
        case 0 -> scenario.read();
        case 1 -> scenario.step();
        case 2 -> scenario.seconds(1);
        case 3 -> scenario.settlements.refusals = random.nextInt(3);
        case 4 -> {
          if (random.nextInt(3) == 0) {
            scenario.kill();
          } else if (random.nextInt(3) == 0) {
            scenario.restart();
          }
        }
        default -> {}
      }
    }
  }
}
