package dev.tollgate.authz.usage.log;

import org.jspecify.annotations.Nullable;

/**
 * Whether what Envoy writes has room: while it has not, nothing more may be admitted, as its usage
 * could not be written down. One thread decides, any thread reads.
 */
public final class LogRoom {
  private volatile @Nullable String refusal =
      "nobody has looked yet whether the usage log has room";

  /** Why nothing may be admitted; null if it may. */
  public @Nullable String refusal() {
    return refusal;
  }

  void refuse(String why) {
    refusal = why;
  }

  void allow() {
    refusal = null;
  }
}
