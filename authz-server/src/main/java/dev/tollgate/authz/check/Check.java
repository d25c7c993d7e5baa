package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.Authenticator;
import dev.tollgate.authz.authn.UseCounter;
import dev.tollgate.authz.credits.ChargePaths;
import dev.tollgate.authz.credits.Reservations;
import dev.tollgate.authz.policy.PolicyConfig;
import dev.tollgate.authz.providers.CallAudit;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.kit.grpc.EventLoops;
import dev.tollgate.pricing.PriceCatalog;
import io.grpc.ServerServiceDefinition;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Puts the data path together. It lives as long as the event loops that it is given. */
public final class Check {
  /** Envoy repeats nothing that took a second: the refusal must reach it before. */
  private static final long DEADLINE_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

  private static final long TICK_MILLIS = 50;
  private static final int WAITING_A_LOOP_MAX = 16_384;

  private Check() {}

  /**
   * The Authorization service, to be served on these event loops.
   *
   * @param uses told of every request that a key was let in with, once
   * @param paths what requests charge
   * @param prices what prices are known now; empty until the first ones came
   * @param providers whom requests may go to now, and with which keys
   * @param audit told of every call of a service, before it is let through
   * @param nanoClock monotonic, {@code System::nanoTime} in production
   * @param random secure; names decisions
   */
  public static ServerServiceDefinition create(
      EventLoops loops,
      PolicyConfig policy,
      Authenticator authenticator,
      UseCounter uses,
      Reservations reservations,
      ChargePaths paths,
      Supplier<PriceCatalog> prices,
      Supplier<ProviderCatalog> providers,
      CallAudit audit,
      InstantSource clock,
      LongSupplier nanoClock,
      RandomGenerator random,
      MeterRegistry registry) {
    var deadlines =
        Stream.generate(() -> new Deadlines(WAITING_A_LOOP_MAX, DEADLINE_NANOS))
            .limit(loops.size())
            .toList();
    var quotes = new Quotes(prices, providers, clock);
    var pipeline =
        new CheckPipeline(
            new Routes(policy.table()),
            new ServiceCalls(providers, authenticator, audit),
            authenticator,
            quotes,
            paths,
            reservations);
    var metrics = new CheckMetrics(registry);
    var ids = new DecisionIds(random);
    tick(loops, deadlines, nanoClock);
    return new CheckService(loops, deadlines, pipeline, ids, metrics, uses, clock, nanoClock)
        .definition();
  }

  /**
   * The table of routes that a policy makes, for people.
   *
   * @throws IllegalArgumentException if it does not fit what there is
   */
  public static String routes(PolicyConfig policy) {
    return new Routes(policy.table()).text();
  }

  private static void tick(EventLoops loops, List<Deadlines> deadlines, LongSupplier nanoClock) {
    for (EventExecutor loop : loops.group()) {
      var _ =
          loop.scheduleAtFixedRate(
              () -> deadlines.get(loops.current()).expire(nanoClock.getAsLong()),
              TICK_MILLIS,
              TICK_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }
}
