package dev.tollgate.authz.usage.log;

import java.nio.file.Path;

/**
 * A volume that may not grow as far as its file system would let it: a directory with a limit,
 * which somebody else enforces.
 *
 * @param directory everything in it counts
 * @param bytesMax the limit
 */
public record VolumeConfig(Path directory, long bytesMax) {
  public VolumeConfig {
    if (bytesMax < 1) {
      throw new IllegalArgumentException("bytes_max must be 1 or more");
    }
  }
}
