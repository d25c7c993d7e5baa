package dev.tollgate.authz.credits;

import dev.tollgate.kit.config.Default;
import java.nio.file.Path;

/**
 * Where the journal lives.
 *
 * @param directory on a local volume; one authz-server each
 * @param segmentSizeMib 1 to 256
 * @param closeOnStop gives the lease back for good when the server stops with nothing open: for
 *     volumes that go with the process. The next start is a new replica.
 */
public record JournalConfig(
    Path directory, @Default("4") int segmentSizeMib, @Default("false") boolean closeOnStop) {
  public JournalConfig {
    if (segmentSizeMib < 1 || segmentSizeMib > 256) {
      throw new IllegalArgumentException("segment_size_mib must be between 1 and 256");
    }
  }

  int segmentBytes() {
    return segmentSizeMib * 1024 * 1024;
  }
}
