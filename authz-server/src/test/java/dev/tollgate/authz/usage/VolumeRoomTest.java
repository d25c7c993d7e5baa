package dev.tollgate.authz.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.authz.usage.log.VolumeConfig;
import dev.tollgate.authz.usage.log.VolumeRoom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume whose limit the file system does not know. */
class VolumeRoomTest {
  private static final long HUGE = 1L << 60;

  @TempDir private Path directory;

  @Test
  void everythingBelowTheDirectoryCounts() throws Exception {
    Files.write(directory.resolve("usage.jsonl"), new byte[300]);
    var journal = Files.createDirectories(directory.resolve("journal/retired"));
    Files.write(journal.resolve("segment"), new byte[200]);
    var room = VolumeRoom.of(new VolumeConfig(directory, 1_000));
    assertThat(room.freeBytes(directory)).isEqualTo(500);
    Files.write(journal.resolve("more"), new byte[600]);
    assertThat(room.freeBytes(directory)).as("never less than nothing").isZero();
  }

  @Test
  void theFileSystemHasToHaveTheRoomAsWell() {
    var onDisk = VolumeRoom.OF_THE_SYSTEM.freeBytes(directory);
    assertThat(VolumeRoom.of(new VolumeConfig(directory, HUGE)).freeBytes(directory))
        .isBetween(1L, HUGE / 2);
    assertThat(VolumeRoom.of(null).freeBytes(directory)).isBetween(onDisk / 2, onDisk * 2);
  }

  @Test
  void whereNobodyCanLookThereIsNoRoom() {
    var none = directory.resolve("none");
    assertThat(VolumeRoom.of(new VolumeConfig(none, HUGE)).freeBytes(directory)).isZero();
  }

  @Test
  void nothingIsAdmittedWhenTheLimitLeavesLessThanTheReserve() throws Exception {
    var scenario = new Scenario(directory);
    scenario.envoy.is("boot-1");
    long reserve = scenario.config.reserveBytes();
    var room = VolumeRoom.of(new VolumeConfig(directory, reserve + 10_000));
    scenario.freeBytes = () -> room.freeBytes(directory);
    assertThat(scenario.seconds(1).room.refusal()).isNull();
    Files.write(directory.resolve("others"), new byte[10_001]);
    assertThat(scenario.seconds(1).room.refusal()).contains("nearly full");
  }

  @Test
  void aLimitThatCannotBeMeantIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(new VolumeConfig(directory, 1_000), 1_000))
        .withMessageStartingWith("volume.bytes_max must be more than reserve_bytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> config(new VolumeConfig(directory.resolve("elsewhere"), 1_000), 10))
        .withMessageStartingWith("volume.directory must be where the log is");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VolumeConfig(directory, 0))
        .withMessageContaining("bytes_max");
  }

  private UsageLogConfig config(VolumeConfig volume, long reserve) {
    return new UsageLogConfig(
        directory.resolve("usage.jsonl"),
        directory.resolve("state"),
        1 << 20,
        Duration.ofHours(1),
        Duration.ofHours(24),
        reserve,
        volume);
  }
}
