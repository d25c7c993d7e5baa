package dev.tollgate.authz.usage.log;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Whether what every Envoy writes has room: while one has not, nothing more may be admitted, as its
 * usage could not be written down. One thread decides, any thread reads.
 */
public final class LogRoom {
  private static final String NOBODY_LOOKED =
      "nobody has looked yet whether the usage log has room";

  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private volatile @Nullable String refusal = NOBODY_LOOKED;

  /** Why nothing may be admitted; null if it may. */
  public @Nullable String refusal() {
    return refusal;
  }

  /** One log's say in it: until it allows, it refuses. */
  public Part part() {
    var part = new Part();
    parts.add(part);
    return part;
  }

  private void decide() {
    @Nullable String why = null;
    for (var part : parts) {
      why = why == null ? part.why : why;
    }
    refusal = why;
  }

  /** Of one log. */
  public final class Part {
    private @Nullable String why = NOBODY_LOOKED;

    private Part() {}

    void refuse(String reason) {
      why = reason;
      decide();
    }

    void allow() {
      why = null;
      decide();
    }
  }
}
