package dev.tollgate.ledger.credits;

import dev.tollgate.pricing.window.LimitId;
import dev.tollgate.pricing.window.WindowAccount;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.Correct;
import dev.tollgate.proto.ledger.v1.Dark;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.ForeignUsage;
import dev.tollgate.proto.ledger.v1.Opened;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Return;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Steps at random, sensible or not, that any ledger has an answer to: the same seed makes the same
 * ones.
 */
final class LedgerScript {
  static final List<String> ACCOUNTS =
      List.of("wallet:user:s", "budget:key:s:day:2026-01-01", "quota:key:s:month:2026-01");

  private static final int REPLICAS_MAX = 5;
  private static final int RESERVATIONS = 25;
  private static final int FORWARDED = 8;

  private final RandomGenerator random;
  private final List<UUID> replicas = new ArrayList<>();
  private int movements;

  LedgerScript(RandomGenerator random) {
    this.random = random;
  }

  List<UUID> replicas() {
    return replicas;
  }

  /** What one step does; what comes of it must be the same everywhere. */
  interface Step {
    Object take(LedgerSide side) throws Exception;
  }

  /**
   * @param view a ledger that has taken every step before
   */
  Step next(LedgerSide view) throws Exception {
    if (replicas.isEmpty() || (replicas.size() < REPLICAS_MAX && random.nextInt(20) == 0)) {
      replicas.add(new UUID(random.nextLong(), random.nextLong()));
      return open(view, replicas.getLast());
    }
    var replica = replicas.get(random.nextInt(replicas.size()));
    int action = random.nextInt(100);
    if (action < 4) {
      return open(view, replica);
    } else if (action < 35) {
      return acquire(view, replica);
    } else if (action < 75) {
      return report(view, replica);
    } else if (action < 80) {
      return forward(replica);
    } else if (action < 84) {
      var records = records(0);
      return side -> side.endings.late(id(replica, 0), records).charges().size();
    } else if (action < 86) {
      var id = id(replica, view.epoch(replica));
      long heartbeat = random.nextInt(3);
      return side -> String.valueOf(side.endings.condemn(new Heartbeat(id, heartbeat, 0)));
    } else if (action < 88) {
      var id = id(replica, view.epoch(replica));
      var last = view.watermark(replica);
      return side -> side.ledger.close(owner(side, id), List.of(), last).watermark();
    } else if (action < 89) {
      return side -> side.store.run(LedgerRows::newHistory).toString().length();
    }
    return movement();
  }

  private Step open(LedgerSide view, UUID replica) throws Exception {
    var id = id(replica, view.epoch(replica) + random.nextInt(3));
    long last = Math.max(0, view.watermark(replica) + random.nextInt(4) - 1);
    var boot = random.nextInt(10) == 0 ? "boot-2" : "boot-1";
    return side -> {
      var opened = side.ledger.open(id, new Ledger.Opening(boot, last, 0, "", 0));
      return List.of(opened.watermark(), opened.drainOnly(), opened.leases());
    };
  }

  private Step acquire(LedgerSide view, UUID replica) throws Exception {
    var paths = new ArrayList<List<Want>>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      var path = new ArrayList<Want>();
      for (var account : ACCOUNTS.subList(0, random.nextInt(1, 4))) {
        long amount = random.nextInt(1, 40);
        long total = view.granted(replica, account) + amount - random.nextInt(3);
        path.add(new Want(account, total, random.nextInt(4) == 0 ? 0 : amount));
      }
      paths.add(path);
    }
    var id = id(replica, view.epoch(replica));
    return side -> {
      var acquired = side.ledger.acquire(owner(side, id), paths);
      return List.of(acquired.grants(), acquired.accounts());
    };
  }

  private Step report(LedgerSide view, UUID replica) throws Exception {
    long first = Math.max(1, view.watermark(replica) + 1 - random.nextInt(2));
    var records = records(first);
    var id = id(replica, view.epoch(replica));
    long heartbeat = random.nextInt(4);
    return side -> {
      var applied = side.ledger.report(owner(side, id), heartbeat, records);
      return List.of(
          applied.watermark(),
          applied.defects(),
          applied.recalls().stream().sorted().toList(),
          applied.foreignUsage().stream().map(Object::toString).sorted().toList());
    };
  }

  /** Of one reservation, as a verdict takes what is kept of several in any order. */
  private Step forward(UUID replica) {
    var settle = settle(admission(FORWARDED)).build();
    var usage =
        ForeignUsage.newBuilder()
            .setReplica(replica.toString())
            .setAdmission(settle.getAdmission())
            .setCost(settle.getCost())
            .setUsage(settle.getUsage())
            .build();
    return side -> side.endings.forward(id(replica, 0), List.of(usage)).charges().size();
  }

  private Step movement() {
    var account = ACCOUNTS.get(random.nextInt(ACCOUNTS.size()));
    long amount = random.nextInt(1, 60);
    var window = WindowAccount.parse(account);
    if (window != null) {
      return limit(window.limit(), amount);
    }
    var key = "movement-" + (movements += random.nextInt(2));
    boolean out = random.nextInt(3) == 0;
    return side -> {
      side.move(key + (out ? "-out" : "-in") + account, account, out ? -amount : amount);
      return "";
    };
  }

  private Step limit(LimitId limit, long amount) {
    if (random.nextInt(8) == 0) {
      return side -> side.limits.remove(limit);
    }
    return side -> side.limits.set(limit, "acme", amount);
  }

  private List<Record> records(long first) {
    var records = new ArrayList<Record>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      var record = Record.newBuilder().setSeq(first + i);
      switch (random.nextInt(8)) {
        case 0 -> record.setDark(Dark.newBuilder().setAdmission(admission()));
        case 1 -> {
          var settle = settle(admission());
          record.setCorrect(
              Correct.newBuilder()
                  .setAdmission(settle.getAdmission())
                  .setCost(settle.getCost())
                  .setUsage(settle.getUsage()));
        }
        case 2, 3 -> record.setOpened(Opened.newBuilder().setAdmission(admission()));
        case 4 ->
            record.setReturn(
                Return.newBuilder()
                    .setAccount(ACCOUNTS.get(random.nextInt(ACCOUNTS.size())))
                    .setAmount(random.nextInt(1, 20)));
        default -> record.setSettle(settle(admission()));
      }
      records.add(record.build());
    }
    return records;
  }

  private Settle.Builder settle(Admission admission) {
    long cost = random.nextInt(30);
    var usage =
        Usage.newBuilder()
            .setEvidence(Evidence.EVIDENCE_EXACT)
            .setTokens(TokenCounts.newBuilder().setOutput(cost));
    return Settle.newBuilder()
        .setAdmission(admission)
        .setCost(Vectors.oneRequest(cost))
        .setExtension(Vectors.of(random.nextInt(3) == 0 ? random.nextInt(5) : 0, 0))
        .setUsage(usage);
  }

  private Admission admission() {
    return admission(random.nextInt(1, RESERVATIONS));
  }

  /** The same number always has the same hold and path. */
  private static Admission admission(int n) {
    return Admission.newBuilder()
        .setDay(LedgerFixture.DAY)
        .setN(n)
        .addAllPath(ACCOUNTS.subList(0, 1 + n % 3))
        .setHold(Vectors.oneRequest(n))
        .setPriceVersion(LedgerFixture.priceVersion())
        .setModel("unit")
        .build();
  }

  /** One that has heard of the newest history. */
  private static Owner owner(LedgerSide side, ReplicaId id) throws SQLException {
    return new Owner(id, side.ledger.historyId());
  }

  private static ReplicaId id(UUID replica, long epoch) {
    return new ReplicaId(replica, 0, epoch, "authz-1");
  }
}
