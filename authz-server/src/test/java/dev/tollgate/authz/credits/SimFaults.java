package dev.tollgate.authz.credits;

import java.io.IOException;
import java.time.Duration;

/** Makes things go wrong. */
final class SimFaults {
  private static final int PAUSE_SECONDS_MAX = 50;

  private static final int SILENCE_SECONDS_MAX = 20;

  /** About W after its last heartbeat a replica that comes back and its verdict meet. */
  private static final int NEAR_PERCENT = 40;

  private final SimWorld world;

  SimFaults(SimWorld world) {
    this.world = world;
  }

  void strike() throws Exception {
    var fault = SimFault.pick(world.plan.faults(), world.random);
    var machine = world.pick(world.machines);
    world.time.note(machine.name + " fault " + fault);
    switch (fault) {
      case KILL -> kill(machine);
      case KILL_TWO -> {
        kill(world.pick(world.machines));
        kill(machine);
      }
      case CUT_OFF -> {
        if (machine.isConnected()) {
          machine.cutOff(cutOff());
        }
      }
      case STOP -> {
        machine.stop();
        startAgain(machine);
      }
      case ENVOY_CRASH -> machine.envoy.crash();
      case READER_PAUSE ->
          machine.envoy.pauseReader(
              Duration.ofMillis(world.random.nextLong(PAUSE_SECONDS_MAX * 1_000)));
      case DISK_LOSS -> afterSilence(machine, () -> loseDisk(machine));
      case HOST_CRASH -> afterSilence(machine, () -> crashHost(machine));
      case RESTORE -> world.restores.restore();
    }
  }

  private Duration cutOff() {
    if (world.random.nextInt(100) < NEAR_PERCENT) {
      return world.silence().plusMillis(world.random.nextLong(-4_000, 1_500));
    }
    return Duration.ofMillis(world.random.nextLong(world.plan.cutOffMax().toMillis()));
  }

  /** As often as not nothing of what was done last has been told. */
  private void afterSilence(SimMachine machine, SimTime.Task end) throws Exception {
    if (world.random.nextBoolean()) {
      end.run();
    } else {
      var silence = Duration.ofMillis(world.random.nextLong(SILENCE_SECONDS_MAX * 1_000));
      machine.cutOff(silence);
      world.time.in(silence.toNanos(), machine.name + " ends in silence", end);
    }
  }

  private void kill(SimMachine machine) throws IOException {
    machine.kill();
    startAgain(machine);
  }

  private void startAgain(SimMachine machine) {
    machine.startLater(Duration.ofMillis(world.random.nextLong(3_000)));
  }

  private void loseDisk(SimMachine machine) throws IOException {
    machine.loseDisk();
    if (world.random.nextBoolean()) {
      machine.envoy.loseLog();
    }
    machine.startLater(Duration.ofMillis(world.random.nextLong(20_000)));
  }

  /** Envoy may be on another host. */
  private void crashHost(SimMachine machine) throws IOException {
    machine.crashHost();
    if (world.random.nextBoolean()) {
      machine.envoy.crash();
    }
    machine.startLater(Duration.ofMillis(world.random.nextLong(20_000)));
  }
}
