package dev.tollgate.local.mock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest requests, in order of arrival, and how many there were. */
final class ServedRequests {
  static final int MOST_KEPT = 20_000; // of some 4 KB each, in a heap of 256 MB

  private final Deque<Served> newest = new ArrayDeque<>();
  private long arrived;

  synchronized void add(Served served) {
    if (newest.size() == MOST_KEPT) {
      newest.remove();
    }
    newest.add(served);
    arrived++;
  }

  /** The newest {@value #MOST_KEPT}. */
  synchronized List<Served> newest() {
    return List.copyOf(newest);
  }

  /** With this x-request-id; several, if a proxy tried again. */
  synchronized List<Served> withId(String id) {
    return newest.stream().filter(served -> served.id().equals(id)).toList();
  }

  /** All since the record was cleared, those included that are no longer kept. */
  synchronized long count() {
    return arrived;
  }

  synchronized void clear() {
    newest.clear();
    arrived = 0;
  }
}
