package dev.tollgate.authz.credits;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One run: requests and faults at random for a while, then everything heals and comes home. The
 * real ledger and replica code, one thread, simulated clocks, network and disks.
 */
final class Simulation {
  private static final Duration MOVE_EVERY = Duration.ofSeconds(1);
  private static final Duration ASK_AFTER = Duration.ofMinutes(2);
  private static final Duration HEALING = Duration.ofMinutes(5);

  private final long seed;
  private final SimWorld world;
  private final SimInvariants invariants;
  private boolean over;

  Simulation(long seed, Path directory) throws Exception {
    this.seed = seed;
    this.world = new SimWorld(seed, directory);
    this.invariants = new SimInvariants(world);
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
  private static void ask(SimMachine machine) {
    var process = machine.process();
    if (process != null) {
      SimWorld.ACCOUNTS.forEach(account -> process.replica().balances().read(account));
    }
  }

  private void until(Duration end) throws Exception {
    while (world.time.step(end.toNanos())) {
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
            request(pick(world.machines));
            requestLater();
          }
        });
  }

  private <T> T pick(List<T> some) {
    return some.get(world.random.nextInt(some.size()));
  }

  private void request(SimMachine machine) {
    var process = machine.process();
    if (process == null) {
      return;
    }
    int kind = world.random.nextInt(4);
    var wallet = SimWorld.ACCOUNTS.get(kind / 2);
    var path =
        kind % 2 == 0
            ? List.of(wallet)
            : List.of(wallet, SimWorld.ACCOUNTS.get(2), SimWorld.ACCOUNTS.get(3));
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
          throw new SimViolation("T1 a condemned replica admits: " + reservation);
        }
        boolean tooLate = !request.envoyBoot.equals(machine.envoy.boot());
        if (!tooLate && !request.cancelled && world.random.nextInt(20) > 0) {
          machine.envoy.send(request);
        }
      }
      case HoldOutcome.Insufficient _, HoldOutcome.InFlight _, HoldOutcome.Unavailable _ -> {}
    }
  }

  private void faultLater() {
    world.time.in(
        around(world.plan.faultEvery()),
        "fault",
        () -> {
          if (!over) {
            fault(pick(world.machines));
            faultLater();
          }
        });
  }

  private void fault(SimMachine machine) throws Exception {
    int which = world.random.nextInt(100);
    world.time.note(machine.name + " fault " + which);
    if (which < 25) {
      kill(machine);
    } else if (which < 45) {
      machine.cutOff(Duration.ofMillis(world.random.nextLong(60_000)));
    } else if (which < 55) {
      machine.envoy.crash();
    } else if (which < 65) {
      machine.envoy.pauseReader(Duration.ofMillis(world.random.nextLong(60_000)));
    } else if (which < 80) {
      loseDisk(machine);
    } else {
      kill(pick(world.machines));
      kill(machine);
    }
  }

  private void kill(SimMachine machine) throws IOException {
    machine.kill();
    machine.startLater(Duration.ofMillis(world.random.nextLong(3_000)));
  }

  private void loseDisk(SimMachine machine) throws IOException {
    machine.loseDisk();
    if (world.random.nextBoolean()) {
      machine.envoy.loseLog();
    }
    machine.startLater(Duration.ofMillis(world.random.nextLong(20_000)));
  }

  private void moveLater() {
    world.time.in(
        around(MOVE_EVERY),
        "movement",
        () -> {
          if (!over) {
            move();
            moveLater();
          }
        });
  }

  private void move() throws Exception {
    var key = "movement " + world.time.steps();
    var account = pick(SimWorld.ACCOUNTS);
    long amount = world.random.nextLong(1, world.plan.credit());
    if (world.random.nextInt(4) == 0) {
      world.movements.withdraw(key, account, amount);
    } else {
      world.movements.grant(key, account, amount);
    }
  }
}
