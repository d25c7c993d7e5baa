package dev.tollgate.ledger.usage;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;

/** What is counted one by one and not in tokens: each endpoint counts one kind of it. */
public enum UsageUnit {
  IMAGES("%/image%"),
  /** Of speech that was asked for. */
  CHARACTERS("%/audio/speech"),
  /** Of sound that was written down. */
  SECONDS("%/audio/trans%");

  private final String endpoints;

  UsageUnit(String endpoints) {
    this.endpoints = endpoints;
  }

  /** The sum of each kind over rows of {@code ledger.usage_day}, separated by commas. */
  static String sums() {
    return Arrays.stream(values())
        .map(unit ->
            "least(coalesce(sum(units) FILTER (WHERE endpoint LIKE '%s'), 0), %d)::bigint"
                .formatted(unit.endpoints, Long.MAX_VALUE))
        .collect(joining(", "));
  }
}
