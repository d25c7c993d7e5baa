package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.authz.usage.envoy.EnvoyStatus;
import dev.tollgate.authz.usage.envoy.EnvoyStatusSource;
import dev.tollgate.authz.usage.log.LogTail;
import dev.tollgate.authz.usage.log.LogUpkeep;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Envoy every second how it is, and tells the lease book what follows: quiet time, and boots
 * that are over. One thread, the reader's; only the question itself runs elsewhere.
 */
final class EnvoyWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EnvoyWatch.class);
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final EnvoyStatusSource envoy;
  private final NodeNames nodes;
  private final Settlements settlements;
  private final LogTail tail;
  private final QuietTime quietTime;
  private final BootEnds bootEnds;
  private final LogUpkeep upkeep;
  private final UsageMetrics metrics;
  private final LogMetrics own;
  private final LongSupplier nanoClock;

  private @Nullable CompletableFuture<EnvoyStatus> question;
  private Set<EnvoyBoot> open = Set.of();
  private long askedNanos;
  private boolean reachable = true;
  private @Nullable EnvoyStatus last;

  EnvoyWatch(
      EnvoyStatusSource envoy,
      NodeNames nodes,
      Settlements settlements,
      LogTail tail,
      QuietTime quietTime,
      BootEnds bootEnds,
      LogUpkeep upkeep,
      UsageMetrics metrics,
      LogMetrics own,
      LongSupplier nanoClock) {
    this.envoy = envoy;
    this.nodes = nodes;
    this.settlements = settlements;
    this.tail = tail;
    this.quietTime = quietTime;
    this.bootEnds = bootEnds;
    this.upkeep = upkeep;
    this.metrics = metrics;
    this.own = own;
    this.nanoClock = nanoClock;
    askedNanos = nanoClock.getAsLong() - PERIOD_NANOS;
  }

  /** True if Envoy has answered or failed to: the reader looks for the log's end after that. */
  boolean answered() {
    return question != null && question.isDone();
  }

  /**
   * Draws the conclusions of an answer, and asks again when it is time.
   *
   * @param answered what {@link #answered} said before the reader went on to where it stands now
   */
  void tick(boolean answered) throws IOException {
    if (answered && question != null) {
      var status = result(question);
      question = null;
      bootEnds.judge(open, status == null ? null : status.envoy());
      look(status);
    }
    bootEnds.closeRead();
    if (question == null && nanoClock.getAsLong() - askedNanos >= PERIOD_NANOS) {
      open = Set.copyOf(settlements.openBoots());
      askedNanos = nanoClock.getAsLong();
      question = envoy.ask();
    }
  }

  @Override
  public void close() {
    envoy.close();
  }

  private void look(@Nullable EnvoyStatus status) {
    own.envoy(status);
    if (status != null) {
      if (lostALine(last, status)) {
        upkeep.lost();
      }
      last = status;
    }
    var quiet = quietTime.look(status, tail.atEnd(), askedNanos, nanoClock.getAsLong());
    if (status != null && quiet.compareTo(Duration.ZERO) > 0) {
      settlements.quiet(status.envoy(), quiet);
      metrics.quiet(quiet);
    }
  }

  /** What was lost before the first look is over. */
  private static boolean lostALine(@Nullable EnvoyStatus before, EnvoyStatus now) {
    if (before == null) {
      return false;
    }
    return now.failures() > (before.envoy().equals(now.envoy()) ? before.failures() : 0);
  }

  private @Nullable EnvoyStatus result(CompletableFuture<EnvoyStatus> done) {
    try {
      var status = done.join();
      var name = status.envoy().node();
      if (!nodes.claim(this, name)) {
        throw new CompletionException(
            new IllegalStateException(
                "two Envoys are called " + name + ": give each a node.id of its own"));
      }
      if (!reachable) {
        log.info("Envoy answers on its admin interface again");
      }
      reachable = true;
      return status;
    } catch (CompletionException failed) {
      if (reachable) {
        log.warn("Envoy does not answer on its admin interface: {}", failed.getCause() + "");
      }
      reachable = false;
      return null;
    }
  }
}
