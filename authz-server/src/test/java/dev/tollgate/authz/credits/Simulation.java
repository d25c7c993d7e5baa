package dev.tollgate.authz.credits;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One run: requests and faults at random for a while, then everything heals and comes home. The
 * real ledger and replica code, one thread, simulated clocks, network and disks.
 */
final class Simulation {
  /** After every verdict: W with the slowest clock. */
  private static final Duration RESTART_AFTER = Duration.ofSeconds(70);

  private static final Duration ASK_AFTER = Duration.ofSeconds(90);
  private static final Duration HEALING = Duration.ofMinutes(3);

  private final long seed;
  private final SimWorld world;
  private final SimInvariants invariants;
  private final SimFaults faults;
  private boolean over;

  Simulation(long seed, Path directory) throws Exception {
    this(seed, Set.of(), new SimSeams(), directory);
  }

  /**
   * @param focus what goes wrong most
   * @param seams where something is wrong with the code
   */
  Simulation(long seed, Set<SimFault> focus, SimSeams seams, Path directory) throws Exception {
    this.seed = seed;
    this.world = new SimWorld(seed, focus, seams, directory);
    this.invariants = new SimInvariants(world);
    this.faults = new SimFaults(world);
  }

  /** What a run came to. */
  record Outcome(long steps, long hash, int requests, int admitted) {}

  /** Throws what is violated, with the seed and the last things that happened. */
  Outcome run() throws Exception {
    try {
      requestLater();
      faultLater();
      moveLater();
      until(world.plan.length());
      over = true;
      world.calmDown();
      for (var machine : world.machines) {
        machine.startLater(Duration.ZERO);
        world.time.in(RESTART_AFTER.toNanos(), machine.name + " ends", () -> startAgain(machine));
        world.time.in(ASK_AFTER.toNanos(), machine.name + " asks", () -> ask(machine));
      }
      until(world.plan.length().plus(HEALING));
      invariants.checkEnd();
      int admitted = (int) world.requests.stream().filter(SimRequest::admitted).count();
      return new Outcome(world.time.steps(), world.time.hash(), world.requests.size(), admitted);
    } catch (Exception e) {
      throw new AssertionError(
          "seed %d: %s%n%s%nReplay it with -Dsimulation.seed=%d"
              .formatted(seed, e, String.join("\n", world.time.trace()), seed),
          e);
    } finally {
      for (var machine : world.machines) {
        machine.kill();
      }
    }
  }

  /** What was granted in an answer that got lost is learned with the next one on the account. */
  private void ask(SimMachine machine) {
    var process = machine.process();
    if (process != null) {
      world.books.accounts().forEach(account -> process.replica().balances().read(account));
    }
  }

  /** A retired journal that the ledger takes nothing of hears of its end at the next start. */
  private static void startAgain(SimMachine machine) throws IOException {
    var process = machine.process();
    if (process != null && !process.retired().isEmpty()) {
      machine.kill();
      machine.startLater(Duration.ZERO);
    }
  }

  private void until(Duration end) throws Exception {
    while (world.time.step(end.toNanos())) {
      world.throwViolation();
      world.tellNews();
      invariants.check();
    }
  }

  private long around(Duration mean) {
    return world.random.nextLong(2 * mean.toNanos());
  }

  private void requestLater() {
    world.time.in(
        around(world.plan.requestEvery()),
        "request",
        () -> {
          if (!over) {
            request(world.pick(world.machines));
            requestLater();
          }
        });
  }

  private void request(SimMachine machine) {
    var process = machine.process();
    if (process == null) {
      return;
    }
    int kind = world.random.nextInt(4);
    var path = new ArrayList<String>();
    path.add(SimMoney.WALLETS.get(kind / 2));
    if (kind % 2 == 0) {
      path.addAll(SimMoney.windows(machine.instant()));
    }
    long hold = world.random.nextLong(1, world.plan.holdMax());
    var request = new SimRequest(path, machine.envoy.boot(), cost(hold));
    world.requests.add(request);
    var pending =
        process
            .replica()
            .reservations()
            .reserve(
                holdRequest(machine, path, hold), outcome -> answered(machine, request, outcome));
    if (world.random.nextInt(30) == 0) {
      world.time.in(
          around(Duration.ofMillis(5)),
          machine.name + " cancel",
          () -> {
            if (request.state == SimRequest.State.UNSENT) {
              request.cancelled = true;
              pending.cancel();
            }
          });
    }
  }

  private long cost(long hold) {
    return switch (world.random.nextInt(4)) {
      case 0 -> hold;
      case 1 -> world.plan.overruns() ? hold + world.random.nextLong(1 + hold) : hold;
      default -> world.random.nextLong(1 + hold);
    };
  }

  private static HoldRequest holdRequest(SimMachine machine, List<String> path, long hold) {
    return new HoldRequest(
        path,
        hold,
        SimLedger.VERSION,
        SimLedger.MODEL,
        "key",
        "org",
        "user",
        "sim",
        null,
        "/v1/chat/completions",
        "request",
        machine.name,
        machine.envoy.boot());
  }

  private void answered(SimMachine machine, SimRequest request, HoldOutcome outcome) {
    switch (outcome) {
      case HoldOutcome.Admitted(var reservation, var hold, var balance) -> {
        request.reservation = reservation;
        request.hold = hold;
        if (world.books.isCondemned(reservation.replica())) {
          throw world.violated("T1 a condemned replica admits: " + reservation);
        }
        long answered = world.plan.nanosUpTo(SimPlan.ANSWER_MAX, world.random);
        world.time.in(answered, machine.name + " answer", () -> send(machine, request));
      }
      case HoldOutcome.Insufficient _, HoldOutcome.InFlight _, HoldOutcome.Unavailable _ -> {}
    }
  }

  private void send(SimMachine machine, SimRequest request) {
    boolean tooLate = !request.envoyBoot.equals(machine.envoy.boot());
    if (!tooLate && !request.cancelled && world.random.nextInt(20) > 0) {
      machine.envoy.send(request);
    }
  }

  private void faultLater() {
    world.time.in(
        around(world.plan.faultEvery()),
        "fault",
        () -> {
          if (!over) {
            faults.strike();
            faultLater();
          }
        });
  }

  private void moveLater() {
    world.time.in(
        around(world.plan.moveEvery()),
        "movement",
        () -> {
          if (!over) {
            world.money.move();
            moveLater();
          }
        });
  }
}
