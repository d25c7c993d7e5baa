package dev.tollgate.local.mock;

import java.util.ArrayList;
import java.util.List;

/** Everything served, in order of arrival. Nothing is ever dropped: a full record refuses. */
final class ServedRequests {
  private static final int MAX = 1_000_000;

  private final List<Served> all = new ArrayList<>();

  synchronized void add(Served served) throws Refusal {
    if (all.size() >= MAX) {
      throw OpenAiRefusals.onDemand(503); // DELETE /_mock/requests makes room
    }
    all.add(served);
  }

  synchronized List<Served> all() {
    return List.copyOf(all);
  }

  /** With this x-request-id; several, if a proxy tried again. */
  synchronized List<Served> withId(String id) {
    return all.stream().filter(served -> served.id().equals(id)).toList();
  }

  synchronized int count() {
    return all.size();
  }

  synchronized void clear() {
    all.clear();
  }
}
