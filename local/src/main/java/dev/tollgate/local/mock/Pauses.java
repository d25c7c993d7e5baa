package dev.tollgate.local.mock;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** How an answer is kept waiting. */
final class Pauses {
  private Pauses() {}

  /** Longer than any proxy in front waits. */
  static void hang() throws IOException {
    of(Duration.ofHours(1));
  }

  static void of(Duration duration) throws IOException {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the mock is stopping");
    }
  }
}
