package dev.tollgate.authz.credits;

import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.proto.ledger.v1.AcquireRequest;
import dev.tollgate.proto.ledger.v1.AcquireResponse;
import dev.tollgate.proto.ledger.v1.ForwardRequest;
import dev.tollgate.proto.ledger.v1.ForwardResponse;
import dev.tollgate.proto.ledger.v1.LateRequest;
import dev.tollgate.proto.ledger.v1.LateResponse;
import dev.tollgate.proto.ledger.v1.OpenRequest;
import dev.tollgate.proto.ledger.v1.OpenResponse;
import dev.tollgate.proto.ledger.v1.PoliciesResponse;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.ReportRequest;
import dev.tollgate.proto.ledger.v1.ReportResponse;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The network between one process and the ledger: calls and answers get lost, arrive late, twice,
 * and after their sender has died.
 */
final class SimCalls implements LedgerCalls {
  private static final long DEADLINE_NANOS = Duration.ofMillis(800).toNanos();
  private static final long OLD_NANOS_MAX = Duration.ofSeconds(40).toNanos();

  private final SimWorld world;
  private final String name;
  private final BooleanSupplier alive;
  private final BooleanSupplier connected;

  /**
   * @param alive whether the process is
   * @param connected whether anything gets through now
   */
  SimCalls(SimWorld world, String name, BooleanSupplier alive, BooleanSupplier connected) {
    this.world = world;
    this.name = name;
    this.alive = alive;
    this.connected = connected;
  }

  private <A> A call(String what, Supplier<A> work) {
    if (!connected.getAsBoolean()) {
      throw GrpcErrors.unavailable("cut off");
    }
    if (world.isLost()) {
      world.time.note(name + " " + what + " lost");
      later(what, work);
      throw GrpcErrors.unavailable("lost");
    }
    var answer = work.get();
    if (world.isLost()) {
      later(what, work);
    }
    if (world.isLost()) {
      world.time.note(name + " " + what + " answer lost");
      throw GrpcErrors.unavailable("the answer was lost");
    }
    return answer;
  }

  /** The same message again, when nobody waits for it. */
  private <A> void later(String what, Supplier<A> work) {
    if (world.random.nextBoolean()) {
      world.time.in(
          world.random.nextLong(OLD_NANOS_MAX), name + " old " + what, () -> ignored(work));
    }
  }

  private static <A> void ignored(Supplier<A> work) {
    try {
      var _ = work.get();
    } catch (StatusRuntimeException refused) {
      // Nobody waits for it.
    }
  }

  @Override
  public OpenResponse open(OpenRequest request) {
    return call("open", () -> world.ledger.open(request));
  }

  @Override
  public ReportResponse report(ReportRequest request) {
    return call("report", () -> world.ledger.report(request));
  }

  @Override
  public LateResponse late(LateRequest request) {
    return call("late", () -> world.ledger.late(request));
  }

  @Override
  public ForwardResponse forward(ForwardRequest request) {
    return call("forward", () -> world.ledger.forward(request));
  }

  /** Nothing is limited but by wallets. */
  @Override
  public PoliciesResponse policies(long knownVersion) {
    return call(
        "policies",
        () -> PoliciesResponse.newBuilder().setHistoryId(world.books.historyId()).build());
  }

  @Override
  public PricesResponse prices(long knownVersion) {
    return call("prices", () -> world.ledger.prices(knownVersion));
  }

  @Override
  public void acquire(AcquireRequest request, Consumer<Reply<AcquireResponse>> reply) {
    var asked =
        new Object() {
          boolean answered;
        };
    Consumer<Reply<AcquireResponse>> once =
        answer -> {
          if (!asked.answered && alive.getAsBoolean()) {
            asked.answered = true;
            reply.accept(answer);
          }
        };
    world.time.in(
        DEADLINE_NANOS,
        name + " acquire deadline",
        () -> once.accept(new Reply.Failed<>("deadline")));
    if (connected.getAsBoolean()) {
      world.time.in(delay(), name + " acquire", () -> acquireNow(request, once));
    }
  }

  private void acquireNow(AcquireRequest request, Consumer<Reply<AcquireResponse>> once) {
    try {
      var response = call("acquire", () -> world.ledger.acquire(request));
      world.time.in(delay(), name + " acquired", () -> once.accept(new Reply.Ok<>(response)));
    } catch (StatusRuntimeException e) {
      if ("HISTORY".equals(GrpcErrors.reasonOf(e))) {
        once.accept(new Reply.OtherHistory<>());
      } else if (GrpcErrors.reasonOf(e) != null) {
        once.accept(new Reply.Failed<>("refused"));
      }
    }
  }

  private long delay() {
    boolean slow = !world.isCalm() && world.random.nextInt(20) == 0;
    return world.random.nextLong(slow ? DEADLINE_NANOS : DEADLINE_NANOS / 100);
  }

  @Override
  public Runnable watch(WatchRequest request, Consumer<WatchResponse> event, Runnable ended) {
    return world.watch(event, () -> alive.getAsBoolean() && connected.getAsBoolean());
  }
}
