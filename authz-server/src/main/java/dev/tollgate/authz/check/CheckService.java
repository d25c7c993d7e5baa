package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.UseCounter;
import dev.tollgate.kit.grpc.EventLoops;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

  /** The service as a server takes it: it reads and writes messages by itself. */
  ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(CheckMethod.SERVICE)
        .addMethod(CheckMethod.METHOD, EnvoyCall::new)
        .build();
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

  /** One call of Envoy: one question, one answer. */
  private final class EnvoyCall extends ServerCall.Listener<Question> implements CheckRun.Caller {
    private final ServerCall<Question, Answer> call;
    private final Metadata metadata;
    private @Nullable Question question;
    private @Nullable CheckRun run;
    private boolean broken;

    EnvoyCall(ServerCall<Question, Answer> call, Metadata metadata) {
      this.call = call;
      this.metadata = metadata;
      call.request(2); // one, and one more that must not come
    }

    @Override
    public void onMessage(Question message) {
      if (question == null) {
        question = message;
      } else {
        broken("a Check asks one question");
      }
    }

    @Override
    public void onHalfClose() {
      var asked = question;
      question = null; // its bytes are not needed longer than its facts are
      if (broken) {
        return;
      }
      if (asked == null) {
        broken("a Check asks a question");
        return;
      }
      try {
        check(asked);
      } catch (RuntimeException | Error e) {
        LOG.error("a Check could not be taken in; its caller gets 503 from Envoy", e);
        metrics.refused(Denial.INTERNAL);
        call.close(Status.INTERNAL, new Metadata());
      }
    }

    private void broken(String rule) {
      broken = true;
      call.close(Status.INTERNAL.withDescription(rule), new Metadata());
    }

    @Override
    public void onCancel() {
      var begun = run;
      if (begun != null) {
        begun.abandon();
      }
    }

    private void check(Question asked) {
      int loop = loops.current();
      var facts = loop < 0 ? null : RequestParser.parse(asked, metadata);
      if (facts == null) {
        log.notUnderstood(nanoClock.getAsLong());
        refuse(Denial.NOT_UNDERSTOOD);
      } else if (waiting.get(loop).full()) {
        refuse(Denial.OVERLOADED_CHECK);
      } else {
        var begun = new CheckRun(facts, homes.get(loop), nanoClock.getAsLong(), this);
        run = begun;
        metrics.started();
        pipeline.decide(begun);
        if (!begun.ended()) {
          waiting.get(loop).watch(begun);
        }
      }
    }

    private void refuse(Denial denial) {
      metrics.refused(denial);
      send(responder.denied(Denied.of(denial), "", "", decisionIds.next()));
    }

    @Override
    public void answer(CheckRun answered, Decision decision) {
      count(answered);
      switch (decision) {
        case Denied denied -> deny(answered, denied);
        case Decision.Allowed allowed -> allow(answered, allowed);
      }
    }

    private void count(CheckRun answered) {
      var keyId = answered.usedKey();
      if (keyId != null) {
        uses.count(keyId, answered.facts().clientAddress());
      }
    }

    private void allow(CheckRun answered, Decision.Allowed allowed) {
      Answer answer;
      try {
        answer = responder.allowed(allowed);
      } catch (RuntimeException e) {
        LOG.error("an answer could not be made; its caller gets 503", e);
        answered.abandon();
        deny(answered, Denied.of(Denial.INTERNAL));
        return;
      }
      if (allowed instanceof Decision.Admitted admitted && admitted.ownKey() != null) {
        uses.countOwn(admitted.ownKey().id());
      }
      metrics.answered(answered.facts(), allowed, nanoClock.getAsLong() - answered.startedNanos());
      send(answer);
    }

    private void deny(CheckRun answered, Denied denied) {
      long nowNanos = nanoClock.getAsLong();
      var decisionId = decisionIds.next();
      var facts = answered.facts();
      metrics.answered(facts, denied, nowNanos - answered.startedNanos());
      log.denied(denied, facts, decisionId, nowNanos);
      send(responder.denied(denied, facts.path(), facts.requestId(), decisionId));
    }

    private void send(Answer answer) {
      call.sendHeaders(new Metadata());
      call.sendMessage(answer);
      call.close(Status.OK, new Metadata());
    }

    @Override
    public void left(CheckRun unanswered) {
      metrics.unanswered(unanswered.facts(), Denial.CANCELLED);
    }
  }
}
