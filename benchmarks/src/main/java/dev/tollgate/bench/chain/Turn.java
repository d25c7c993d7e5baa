package dev.tollgate.bench.chain;

import dev.tollgate.bench.CpuTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What an Envoy did in a turn, and the CPU time that it and whoever it asked took a call. */
record Turn(long calls, double perSecond, double envoyMicros, double authzMicros) {
  double micros() {
    return envoyMicros + authzMicros;
  }

  /**
   * Drives one in a closed loop: on each connection a call after the other, until the time is up.
   *
   * @throws IOException at the first answer that is not the expected one
   */
  static Turn of(Contender contender, Call call, int connections, Duration time)
      throws IOException {
    var request = call.request(contender.key());
    var envoy = CpuTime.of(contender.envoyPid());
    var authz = authz(contender);
    long begun = System.nanoTime();
    long calls = 0;
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var running = new ArrayList<Future<Long>>();
      for (int i = 0; i < connections; i++) {
        running.add(threads.submit(() -> drive(contender, call, request, begun + time.toNanos())));
      }
      for (var one : running) {
        calls += one.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException("%s, %s: %s".formatted(contender.name(), call.name(), e.getCause()), e);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Turn(
        calls,
        calls / seconds,
        micros(CpuTime.of(contender.envoyPid()).since(envoy)) / calls,
        contender.authzPid() == 0 ? 0 : micros(authz(contender).since(authz)) / calls);
  }

  private static long drive(Contender contender, Call call, byte[] request, long end)
      throws IOException {
    try (var connection = new HttpConnection(contender.port())) {
      int events = connection.events(connection.call(request));
      if (events != call.events()) {
        throw new IOException("%d events, not %d".formatted(events, call.events()));
      }
      long calls = 1;
      for (; System.nanoTime() - end < 0; calls++) {
        var _ = connection.call(request);
      }
      return calls;
    }
  }

  /** Drives one until its servers' code is compiled; nothing is measured. */
  static void warmUp(Contender contender, Call call, Duration time) throws IOException {
    var request = call.request(contender.key());
    long end = System.nanoTime() + time.toNanos();
    try (var connection = new HttpConnection(contender.port())) {
      while (System.nanoTime() - end < 0) {
        connection.tryCall(request);
      }
    }
  }

  private static CpuTime authz(Contender contender) throws IOException {
    return CpuTime.of(contender.authzPid() == 0 ? contender.envoyPid() : contender.authzPid());
  }

  private static double micros(Duration time) {
    return time.toNanos() / 1e3;
  }
}
