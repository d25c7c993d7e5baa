package dev.tollgate.authz.usage.log;

import dev.tollgate.kit.config.Default;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the usage log is, and how it is looked after.
 *
 * @param path the file that Envoy writes; it may appear later. authz-server renames and deletes in
 *     its directory
 * @param stateDirectory where the position, the quarantine and foreign usage are kept; made if it
 *     is missing, and as lasting as the journal's directory
 * @param rotateBytes a log of this size gets an old name, and Envoy begins a new one
 * @param rotateAfter a log of this age does, if anything stands in it
 * @param retention how long an old file that is settled stays after its last line
 * @param reserveBytes with fewer bytes left on the log's volume nothing is admitted
 * @param volume a limit of that volume which the file system does not know; null: there is none
 */
public record UsageLogConfig(
    Path path,
    Path stateDirectory,
    @Default("268435456") long rotateBytes,
    @Default("1h") Duration rotateAfter,
    @Default("24h") Duration retention,
    @Default("134217728") long reserveBytes,
    @Nullable VolumeConfig volume) {
  private static final long ROTATE_BYTES_MIN = 65_536;
  private static final Duration ROTATE_AFTER_MIN = Duration.ofSeconds(10);

  public UsageLogConfig {
    if (rotateBytes < ROTATE_BYTES_MIN) {
      throw new IllegalArgumentException("rotate_bytes must be " + ROTATE_BYTES_MIN + " or more");
    }
    if (rotateAfter.compareTo(ROTATE_AFTER_MIN) < 0) {
      throw new IllegalArgumentException("rotate_after must be 10s or more");
    }
    if (retention.isNegative()) {
      throw new IllegalArgumentException("retention must be 0s or more");
    }
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("reserve_bytes must be 0 or more");
    }
    if (volume != null && volume.bytesMax() <= reserveBytes) {
      throw new IllegalArgumentException(
          "volume.bytes_max must be more than reserve_bytes, or nothing is ever admitted");
    }
    if (volume != null && !path.startsWith(volume.directory())) {
      throw new IllegalArgumentException(
          "volume.directory must be where the log is: " + path + " is not below it");
    }
  }

  /** The same of a log elsewhere. */
  public UsageLogConfig at(Path other) {
    return new UsageLogConfig(
        other, stateDirectory, rotateBytes, rotateAfter, retention, reserveBytes, volume);
  }
}
