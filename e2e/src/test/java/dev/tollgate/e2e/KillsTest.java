package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.e2e.Books.Charge;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two authz-servers with their Envoys, two ledger-servers and PostgreSQL, all of them killed again
 * and again under load. CONTRIBUTING.md says how to have more kills, and the same ones again.
 */
@ExtendWith(SharedGateway.class)
final class KillsTest {
  private static final int KILLS = Integer.getInteger("kills", 10);
  private static final long SEED = Long.getLong("kills.seed", System.nanoTime());

  /** What a request to mock-per-request costs. */
  private static final long COST_NANOCREDITS = 10_000_000;

  private final Gateway gateway;
  private final Random random = new Random(SEED);
  private final List<CrashPoint> deck = new ArrayList<>();

  KillsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void whoeverIsKilledNothingIsLostNothingIsDoubleAndNobodyIsOverspent() throws Exception {
    System.out.printf("KillsTest: %d kills, -Dkills.seed=%d%n", KILLS, SEED);
    var rich = gateway.caller(1_000_000_000_000L);
    var poor = gateway.caller(20 * COST_NANOCREDITS);
    var callers = List.of(rich, gateway.caller(1_000_000_000_000L), poor);
    try (var wired = new Wired(gateway);
        var books = new Books(gateway, callers)) {
      var killer = new Killer(gateway, wired, random);
      var urls = List.of(gateway.url(), wired.sidecar.url());
      Set<String> answered;
      try (var traffic = new Traffic(gateway, urls, callers)) {
        killAll(killer, traffic, poor);
        traffic.end();
        System.out.println("KillsTest: answers " + traffic.answers());
        answered = traffic.completed();
      }
      var served = books.served();
      assertThat(without(served, answered)).as("answered, and never served").isEmpty();
      await()
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(() ->
              assertThat(lost(served, books)).as("served, and neither charged nor dark").isEmpty());
      requireOnce(books.charges(), served);
      System.out.printf(
          "KillsTest: %d served, charges %s, looked %d times%n",
          served.size(), Books.kinds(books.charges()), books.requireNeverOverspent());
      requireLeasesComeHome(wired, books);
    }
  }

  private void killAll(Killer killer, Traffic traffic, Gateway.Caller poor) throws Exception {
    var seen = new EnumMap<CrashPoint, Integer>(CrashPoint.class);
    for (int kill = 1; kill <= KILLS; kill++) {
      topUp(poor, kill);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100, 600)); // of traffic between two kills
      var point = next();
      seen.merge(point, killer.strike(point, traffic) ? 1 : 0, Integer::sum);
      killer.bringBack();
      if (kill % 10 == 0) {
        System.out.printf("KillsTest: %d kills, points that were seen %s%n", kill, seen);
      }
    }
  }

  /** Every point once before any of them comes again. */
  private CrashPoint next() {
    if (deck.isEmpty()) {
      deck.addAll(List.of(CrashPoint.values()));
      Collections.shuffle(deck, random);
    }
    return deck.removeLast();
  }

  /** Once, however often it takes: PostgreSQL's connections may be gone that it was asked over. */
  private void topUp(Gateway.Caller caller, int kill) {
    var grant = GrantRequest.newBuilder().setAccount(caller.wallet());
    grant.setNanocredits(5 * COST_NANOCREDITS).setIdempotencyKey(caller.user() + "-" + kill);
    await()
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> gateway.money().grant(grant.build()).hasAccount());
  }

  /** As sets do it: a collection's assertion looks at all of a hundred thousand for each. */
  private static Set<String> without(Set<String> some, Collection<String> of) {
    var rest = new HashSet<>(of);
    rest.removeIf(some::contains);
    return rest;
  }

  private static Set<String> lost(Set<String> served, Books books) throws Exception {
    var lost = new HashSet<>(served);
    books.charges().stream()
        .filter(charge -> !charge.isVoid())
        .map(Charge::request)
        .forEach(lost::remove);
    return lost;
  }

  /**
   * A Check that is asked again holds twice. The hold that no answer carried is void, or dark if
   * its Envoy died: by name, and never with the usage of the other.
   */
  private static void requireOnce(List<Charge> charges, Set<String> served) {
    var known = new HashSet<String>();
    for (var charge : charges) {
      if (!charge.isVoid() && !charge.isDark()) {
        assertThat(known.add(charge.request())).as("charged twice: " + charge).isTrue();
      }
      if (charge.cost() > 0 && !charge.isDark()) {
        assertThat(served.contains(charge.request())).as("never served: " + charge).isTrue();
      }
    }
  }

  /** All of it: nothing is leased to a journal that is lost. */
  private void requireLeasesComeHome(Wired wired, Books books) throws Exception {
    for (var authz : List.of(gateway.system.authzPart(), wired.sidecar.authz)) {
      authz.stop();
      authz.start();
      authz.awaitReady();
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(books.leased()).as("still leased").isZero());
  }
}
