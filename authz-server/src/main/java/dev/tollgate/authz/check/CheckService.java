package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.UseCounter;
import dev.tollgate.kit.grpc.EventLoops;
import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Envoy's Authorization service, on the event loops. It fails closed: whatever happens here, the
 * answer is a refusal or a gRPC error, which Envoy turns into 503.
 */
final class CheckService {
  private static final Logger LOG = LoggerFactory.getLogger(CheckService.class);

  private final EventLoops loops;
  private final List<Executor> homes;
  private final List<Deadlines> waiting;
  private final CheckPipeline pipeline;
  private final Responder responder;
  private final DecisionIds decisionIds;
  private final DecisionLog log = new DecisionLog();
  private final CheckMetrics metrics;
  private final UseCounter uses;
  private final LongSupplier nanoClock;

  CheckService(
      EventLoops loops,
      List<Deadlines> deadlines,
      CheckPipeline pipeline,
      DecisionIds decisionIds,
      CheckMetrics metrics,
      UseCounter uses,
      InstantSource clock,
      LongSupplier nanoClock) {
    this.loops = loops;
    this.waiting = List.copyOf(deadlines);
    this.pipeline = pipeline;
    this.decisionIds = decisionIds;
    this.metrics = metrics;
    this.uses = uses;
    this.responder = new Responder(clock);
    this.nanoClock = nanoClock;
    this.homes = IntStream.range(0, loops.size()).mapToObj(loop -> home(loops, loop)).toList();
  }

  /** The service as a server takes it: unlike a stub's base class it sees the call's metadata. */
  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(AuthorizationGrpc.getServiceDescriptor())
        .addMethod(AuthorizationGrpc.getCheckMethod(), this::start)
        .build();
  }

  private ServerCall.Listener<CheckRequest> start(
      ServerCall<CheckRequest, CheckResponse> call, Metadata metadata) {
    ServerCalls.UnaryMethod<CheckRequest, CheckResponse> method =
        (request, observer) -> check(request, metadata, observer);
    return ServerCalls.asyncUnaryCall(method).startCall(call, metadata);
  }

  private void check(
      CheckRequest request, Metadata metadata, StreamObserver<CheckResponse> observer) {
    try {
      run(request, metadata, (ServerCallStreamObserver<CheckResponse>) observer);
    } catch (RuntimeException | Error e) {
      LOG.error("a Check could not be taken in; its caller gets 503 from Envoy", e);
      metrics.refused(Denial.INTERNAL);
      observer.onError(Status.INTERNAL.asRuntimeException());
    }
  }

  private void run(
      CheckRequest request, Metadata metadata, ServerCallStreamObserver<CheckResponse> observer) {
    int loop = loops.current();
    var facts = loop < 0 ? null : RequestParser.parse(request, metadata);
    if (facts == null) {
      log.notUnderstood(nanoClock.getAsLong());
      refuse(Denial.NOT_UNDERSTOOD, observer);
    } else if (waiting.get(loop).full()) {
      refuse(Denial.OVERLOADED_CHECK, observer);
    } else {
      var run =
          new CheckRun(facts, homes.get(loop), nanoClock.getAsLong(), new EnvoyCall(observer));
      metrics.started();
      observer.setOnCancelHandler(run::abandon);
      pipeline.decide(run);
      if (!run.ended()) {
        waiting.get(loop).watch(run);
      }
    }
  }

  private void refuse(Denial denial, StreamObserver<CheckResponse> observer) {
    metrics.refused(denial);
    send(responder.denied(Denied.of(denial), "", "", decisionIds.next()), observer);
  }

  private static void send(CheckResponse response, StreamObserver<CheckResponse> observer) {
    observer.onNext(response);
    observer.onCompleted();
  }

  /** Runs at once what is on the loop already. */
  private static Executor home(EventLoops loops, int loop) {
    return task -> {
      if (loops.current() == loop) {
        task.run();
      } else {
        loops.execute(loop, task);
      }
    };
  }

  /** One open call of Envoy. */
  private final class EnvoyCall implements CheckRun.Caller {
    private final StreamObserver<CheckResponse> observer;

    EnvoyCall(StreamObserver<CheckResponse> observer) {
      this.observer = observer;
    }

    @Override
    public void answer(CheckRun run, Decision decision) {
      count(run);
      switch (decision) {
        case Denied denied -> deny(run, denied);
        case Decision.Allowed allowed -> allow(run, allowed);
      }
    }

    private void count(CheckRun run) {
      var keyId = run.usedKey();
      if (keyId != null) {
        uses.count(keyId, run.facts().clientAddress());
      }
    }

    private void allow(CheckRun run, Decision.Allowed allowed) {
      CheckResponse response;
      try {
        response = responder.allowed(allowed);
      } catch (RuntimeException e) {
        LOG.error("an answer could not be made; its caller gets 503", e);
        run.abandon();
        deny(run, Denied.of(Denial.INTERNAL));
        return;
      }
      metrics.answered(run.facts(), allowed, nanoClock.getAsLong() - run.startedNanos());
      send(response, observer);
    }

    private void deny(CheckRun run, Denied denied) {
      long nowNanos = nanoClock.getAsLong();
      var decisionId = decisionIds.next();
      var facts = run.facts();
      metrics.answered(facts, denied, nowNanos - run.startedNanos());
      log.denied(denied, facts, decisionId, nowNanos);
      send(responder.denied(denied, facts.path(), facts.requestId(), decisionId), observer);
    }

    @Override
    public void left(CheckRun run) {
      metrics.unanswered(run.facts(), Denial.CANCELLED);
    }
  }
}
