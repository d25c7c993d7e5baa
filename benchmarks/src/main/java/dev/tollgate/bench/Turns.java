package dev.tollgate.bench;

import dev.tollgate.bench.ClosedLoop.Load;
import java.io.IOException;
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
        Queue<RawAnswer> admitted = new ConcurrentLinkedQueue<>();
        var _ = turn(duel.question(), contender, new Load(1, plan.slot(), COLD_CHECKS), admitted);
        settle(admitted);
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
    Queue<RawAnswer> admitted = new ConcurrentLinkedQueue<>();
    boolean holds = question.admits() && !contender.empty();
    if (holds) {
      var leadIn = new Load(plan.inFlight(), plan.slot(), plan.leadInAdmissionsMax());
      var _ = turn(question, contender, leadIn, admitted);
    }
    int checksMax = holds ? plan.admissionsMax() : Integer.MAX_VALUE;
    var load = new Load(plan.inFlight(), plan.slot(), checksMax);
    var slot = turn(question, contender, load, admitted);
    settle(admitted);
    return slot;
  }

  private void settle(Queue<RawAnswer> admitted) throws IOException {
    if (!admitted.isEmpty()) {
      settling.settle(admitted);
    }
  }

  /**
   * @param admitted takes the answers that leave holds
   */
  private Slot turn(Question question, Contender contender, Load load, Queue<RawAnswer> admitted)
      throws IOException {
    Consumer<RawAnswer> keep = question.admits() && !contender.empty() ? admitted::add : _ -> {};
    var cpu = CpuTime.of(contender.pid());
    var ledgerCpu = CpuTime.of(ledgerPid);
    var done =
        ClosedLoop.run(
            question,
            contender.client(),
            load,
            response -> contender.answersWell(question, response),
            keep);
    return new Slot(
        done.latencyNanos().getTotalCount(),
        done.nanos(),
        CpuTime.of(contender.pid()).since(cpu),
        CpuTime.of(ledgerPid).since(ledgerCpu),
        done.latencyNanos());
  }
}
