package dev.tollgate.ledger.model;

import java.util.List;

/** A run of the correct protocol: it is exhausted without a violation. */
record Run(String name, String about, Bounds bounds) {
  static List<Run> all() {
    return List.of(
        new Run(
            "A",
            "2 replicas, kill -9, returns",
            Bounds.of(2, 2, 2, 2, 2).credits(3).allow(Event.KILL).allow(Event.RETURN)),
        new Run(
            "B",
            "wallet and budget, kill -9, returns",
            Bounds.of(2, 2, 1, 2, 1).credits(2).credits(2).allow(Event.KILL).allow(Event.RETURN)),
        new Run(
            "C",
            "3 replicas, disk loss, partition",
            Bounds.of(3, 2, 1, 2, 1).credits(2).allow(Event.DISK_LOSS).allow(Event.PARTITION)),
        new Run(
            "D",
            "named holds, withdrawal, disk loss, partition",
            Bounds.of(2, 2, 2, 2, 1)
                .credits(3)
                .allow(Event.DISK_LOSS)
                .allow(Event.WITHDRAWAL)
                .allow(Event.NAMING)
                .allow(Event.PARTITION)),
        new Run(
            "E",
            "3 requests, named holds, kill -9, disk loss, returns",
            Bounds.of(1, 3, 1, 4, 2)
                .credits(3)
                .allow(Event.KILL)
                .allow(Event.DISK_LOSS)
                .allow(Event.RETURN)
                .allow(Event.NAMING)),
        new Run(
            "F",
            "kill -9, disk loss, partition",
            Bounds.of(2, 2, 2, 2, 1)
                .credits(3)
                .allow(Event.KILL)
                .allow(Event.DISK_LOSS)
                .allow(Event.PARTITION)),
        new Run(
            "U",
            "wallet and quota, kill -9",
            Bounds.of(2, 2, 1, 2, 1).credits(2).requests(2).allow(Event.KILL)),
        new Run(
            "L",
            "leaving in order, kill -9, returns, named holds",
            Bounds.of(2, 2, 1, 3, 1)
                .credits(2)
                .allow(Event.CLOSE)
                .allow(Event.KILL)
                .allow(Event.RETURN)
                .allow(Event.NAMING)),
        new Run(
            "H",
            "host crash, returns, H up to 2",
            Bounds.of(2, 2, 2, 3, 1).credits(2).allow(Event.HOST_CRASH).allow(Event.RETURN)),
        new Run(
            "I",
            "host crash, 3 requests, kill -9, returns",
            Worlds.CRASHED_LATER.allow(Event.KILL)),
        new Run(
            "R",
            "restored ledger, kill -9, returns",
            Bounds.of(2, 2, 2, 2, 1)
                .credits(2)
                .allow(Event.RESTORE)
                .allow(Event.KILL)
                .allow(Event.RETURN)),
        new Run(
            "S",
            "restored ledger, leaving, returns",
            Bounds.of(2, 2, 1, 3, 1)
                .credits(2)
                .allow(Event.RESTORE)
                .allow(Event.CLOSE)
                .allow(Event.RETURN)),
        new Run(
            "T",
            "restored ledger, wallet and quota",
            Bounds.of(2, 2, 1, 2, 1).credits(1).requests(1).allow(Event.RESTORE)),
        new Run(
            "W",
            "restored ledger, 3 requests",
            Bounds.of(2, 3, 1, 3, 1).credits(2).allow(Event.RESTORE)));
  }
}
