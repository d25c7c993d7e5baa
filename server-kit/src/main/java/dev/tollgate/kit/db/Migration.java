package dev.tollgate.kit.db;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a schema, and where it stands.
 *
 * @param appliedAt null if it is not applied
 */
public record Migration(
    String version, String description, State state, @Nullable Instant appliedAt) {
  /** Where a migration stands. */
  public enum State {
    APPLIED,
    PENDING,
    /**
     * Applied, and then edited: what stands in the database is not what this release would make.
     */
    EDITED,
    /** Applied by a newer release, or by another one. */
    UNKNOWN
  }
}
