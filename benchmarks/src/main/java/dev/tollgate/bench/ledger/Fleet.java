package dev.tollgate.bench.ledger;

import dev.tollgate.bench.Subject;
import dev.tollgate.bench.ledger.Sale.Payer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Several replicas that charge through the ledger. */
public final class Fleet implements AutoCloseable {
  private static final int MANY = 1_000;
  private static final long GRANTED_NANOCREDITS = 1_000_000_000_000_000_000L;
  private static final long LEASED_NANOCREDITS =
      GRANTED_NANOCREDITS / 1_000; // a thousand fleets may come

  private final List<ReplicaStream> replicas = new ArrayList<>();
  private final List<Payer> hot = List.of(new Payer("hot"));
  private final List<Payer> many =
      IntStream.range(0, MANY).mapToObj(n -> new Payer("spread-" + n)).toList();

  private Fleet() {}

  /** Replicas that hold leases for everything they will charge. */
  public static Fleet start(Subject subject, int size) throws IOException {
    var fleet = new Fleet();
    try {
      for (var payer : fleet.hot) {
        subject.grant(payer.account(), GRANTED_NANOCREDITS);
      }
      for (var payer : fleet.many) {
        subject.grant(payer.account(), GRANTED_NANOCREDITS);
      }
      for (int i = 0; i < size; i++) {
        var replica = ReplicaStream.open(subject.ledgerPort(), subject.replicaToken());
        fleet.replicas.add(replica);
        replica.lease(fleet.hot, LEASED_NANOCREDITS / size);
        replica.lease(fleet.many, LEASED_NANOCREDITS / size);
      }
      return fleet;
    } catch (IOException e) {
      fleet.close();
      throw e;
    }
  }

  List<ReplicaStream> replicas() {
    return replicas;
  }

  /** All charge one account, as fast as they can. */
  public Way hot(String name) {
    return saturating(name, _ -> hot);
  }

  /** Any of them charges any of a thousand accounts, as fast as they can. */
  public Way spread(String name) {
    return saturating(name, _ -> many);
  }

  /** Each charges its own part of a thousand accounts: none ever waits for another's lock. */
  Way apart(String name) {
    int part = MANY / replicas.size();
    return saturating(name, i -> many.subList(i * part, (i + 1) * part));
  }

  /** All charge one account, at a pace of so many charges a second. */
  Way paced(String name, DoubleSupplier chargesPerSecond) {
    return new Way() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Done charge(Duration time) throws IOException {
        double each = chargesPerSecond.getAsDouble() / replicas.size();
        long begun = System.nanoTime();
        return Lanes.run(
            IntStream.range(0, replicas.size())
                .mapToObj(i -> new PacedLane(replicas.get(i), hot, each, begun, time, phase(i)))
                .toList());
      }
    };
  }

  /** They are not due at the same instant. */
  private double phase(int replica) {
    return (double) replica / replicas.size();
  }

  private interface Payers {
    List<Payer> of(int replica);
  }

  private Way saturating(String name, Payers payers) {
    return new Way() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Done charge(Duration time) throws IOException {
        long end = System.nanoTime() + time.toNanos();
        return Lanes.run(
            IntStream.range(0, replicas.size())
                .mapToObj(i -> saturating(replicas.get(i), payers.of(i), end))
                .toList());
      }
    };
  }

  /** A replica that is behind: whole batches, each as soon as the one before is acknowledged. */
  private static Lanes.Lane saturating(ReplicaStream replica, List<Payer> payers, long end) {
    return lanes -> {
      while (System.nanoTime() - end < 0) {
        long sent = System.nanoTime();
        replica.report(replica.ended(ReplicaStream.BATCH_MAX, payers));
        lanes.acknowledged(ReplicaStream.BATCH_MAX, sent);
      }
    };
  }

  @Override
  public void close() {
    replicas.forEach(ReplicaStream::close);
  }
}
