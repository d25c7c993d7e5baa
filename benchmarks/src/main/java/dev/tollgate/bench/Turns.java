package dev.tollgate.bench;

import com.google.protobuf.Struct;
import dev.tollgate.bench.ClosedLoop.Load;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Lets the servers take turns. What a turn leaves open is settled before the next one begins. */
final class Turns {
  private static final int COLD_CHECKS = 200;

  private final Plan plan;
  private final Settling settling;
  private final long ledgerPid;

  Turns(Plan plan, Settling settling, long ledgerPid) {
    this.plan = plan;
    this.settling = settling;
    this.ledgerPid = ledgerPid;
  }

  /** Until compilers and caches have settled. One Check at a time first: a cold system refuses. */
  void warmUp(List<Duel> duels) throws IOException {
    for (var duel : duels) {
      for (var contender : List.of(duel.base(), duel.other())) {
        var _ = turn(duel.question(), contender, new Load(1, plan.slot(), COLD_CHECKS));
      }
    }
    for (int round = 0; round < plan.warmUpRounds(); round++) {
      for (var duel : duels) {
        var _ = round(duel, round);
      }
    }
    settling.forget();
  }

  /** Asks every question of both servers, round after round. */
  void play(List<Duel> duels) throws IOException {
    for (int round = 0; round < plan.rounds(); round++) {
      for (var duel : duels) {
        duel.add(round(duel, round));
      }
    }
  }

  /** The other server is first in every second round. */
  private Duel.Round round(Duel duel, int number) throws IOException {
    if (number % 2 == 0) {
      var base = measured(duel.question(), duel.base());
      return new Duel.Round(base, measured(duel.question(), duel.other()));
    }
    var other = measured(duel.question(), duel.other());
    return new Duel.Round(measured(duel.question(), duel.base()), other);
  }

  private Slot measured(Question question, Contender contender) throws IOException {
    return turn(question, contender, load(question, contender, plan.slot()));
  }

  private Load load(Question question, Contender contender, Duration time) {
    boolean holds = question.admits() && !contender.empty();
    return new Load(plan.inFlight(), time, holds ? plan.admissionsMax() : Integer.MAX_VALUE);
  }

  private Slot turn(Question question, Contender contender, Load load) throws IOException {
    Queue<Struct> admitted = new ConcurrentLinkedQueue<>();
    Consumer<CheckResponse> keep =
        question.admits() && !contender.empty()
            ? response -> admitted.add(response.getDynamicMetadata())
            : _ -> {};
    var cpu = CpuTime.of(contender.pid());
    var ledgerCpu = CpuTime.of(ledgerPid);
    var done =
        ClosedLoop.run(
            question,
            contender.client(),
            load,
            response -> contender.answersWell(question, response),
            keep);
    var slot =
        new Slot(
            done.latencyNanos().getTotalCount(),
            done.nanos(),
            CpuTime.of(contender.pid()).since(cpu),
            CpuTime.of(ledgerPid).since(ledgerCpu),
            done.latencyNanos());
    if (!admitted.isEmpty()) {
      settling.settle(admitted);
    }
    return slot;
  }
}
