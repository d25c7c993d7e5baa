package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.Verdict;
import dev.tollgate.proto.ledger.v1.WatchRequest;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What replicas are told as it happens, whichever server of a database they are connected to. */
final class WatchTest {
  private static TestLedger ledger;
  private static TestLedger neighbour;
  private String wallet = "";
  private TestReplica lessee;
  private TestReplica other;

  @BeforeAll
  static void start() {
    ledger = TestLedger.start();
    neighbour = TestLedger.on(ledger.database);
  }

  @AfterAll
  static void stop() {
    neighbour.close();
    ledger.close();
  }

  @BeforeEach
  void leaseSixtyOfOneHundred() {
    wallet = "wallet:user:" + UUID.randomUUID();
    ledger.grant(wallet, 100);
    lessee = ledger.open();
    lessee.hold(wallet, 60);
    other = ledger.open();
  }

  @Test
  void whoHasLeaseIsAskedForItThroughAnotherServer() {
    var events = watch(neighbour, lessee);
    assertThat(other.hold(wallet, 45)).isEqualTo(Verdict.VERDICT_SHORT);
    assertThat(events.next().getRecalledAccount()).isEqualTo(wallet);
  }

  @Test
  void whoConnectsLaterIsAskedAllTheSame() {
    assertThat(other.hold(wallet, 45)).isEqualTo(Verdict.VERDICT_SHORT);
    assertThat(watch(neighbour, lessee).next().getRecalledAccount()).isEqualTo(wallet);
  }

  @Test
  void everyReplicaHearsOfCreditThatComesIn() {
    var events = watch(neighbour, lessee);
    other.hold(wallet, 45);
    events.next(); // the stream is open from here on
    ledger.grant(wallet, 50);
    var state = firstTopUp(events);
    assertThat(state.getAccount()).isEqualTo(wallet);
    assertThat(state.getGranted()).isEqualTo(150);
    assertThat(state.getLeased()).isEqualTo(60);
  }

  /** The same recall may be heard twice: as the stream opens, and as it is made. */
  private static AccountState firstTopUp(Iterator<WatchResponse> events) {
    return first(events, WatchResponse::hasToppedUp).getToppedUp();
  }

  @Test
  void aNewerStreamOfAReplicaEndsTheOlder() {
    other.hold(wallet, 45);
    var older = watch(ledger, lessee);
    older.next();
    watch(ledger, lessee).next();
    older.forEachRemaining(event -> assertThat(event.getRecalledAccount()).isEqualTo(wallet));
  }

  @Test
  void aLimitThatIsSetAndRaisedIsToldToEveryReplica() {
    var owner = "key:" + UUID.randomUUID();
    var events = watch(ledger, lessee);
    other.hold(wallet, 45);
    var _ = first(events, WatchResponse::hasRecalledAccount); // the stream is open from here on
    var budget = ledger.setBudget(owner, 5).getAccount();
    assertThat(first(events, WatchResponse::hasPoliciesVersion).getPoliciesVersion()).isPositive();
    lessee.hold(budget, 5);
    assertThat(first(events, event -> granted(event, budget) > 0).getToppedUp().getGranted())
        .isEqualTo(5);
    ledger.setBudget(owner, 7);
    var told = new ArrayList<WatchResponse>();
    while (told.stream().noneMatch(WatchResponse::hasPoliciesVersion)
        || told.stream().noneMatch(event -> granted(event, budget) == 7)) {
      told.add(events.next());
    }
  }

  private static long granted(WatchResponse event, String account) {
    var state = event.getToppedUp();
    return state.getAccount().equals(account) ? state.getGranted() : 0;
  }

  /** Other tests' accounts are told of too. */
  private static WatchResponse first(
      Iterator<WatchResponse> events, Predicate<WatchResponse> wanted) {
    var event = events.next();
    while (!wanted.test(event)) {
      event = events.next();
    }
    return event;
  }

  @Test
  void onlyItsOwnerWatchesAReplica() {
    refused(lessee, TestLedger.OTHER_REPLICA, Status.Code.PERMISSION_DENIED);
    refused(lessee, TestLedger.ADMIN, Status.Code.PERMISSION_DENIED);
    lessee.epoch = 2;
    refused(lessee, TestLedger.REPLICA, Status.Code.ABORTED);
  }

  private static void refused(TestReplica replica, Secret token, Status.Code code) {
    assertThatThrownBy(() -> watch(ledger, replica, token).next())
        .isInstanceOfSatisfying(
            StatusRuntimeException.class, e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private static Iterator<WatchResponse> watch(TestLedger server, TestReplica replica) {
    return watch(server, replica, TestLedger.REPLICA);
  }

  private static Iterator<WatchResponse> watch(
      TestLedger server, TestReplica replica, Secret token) {
    return server
        .replica(token)
        .withDeadlineAfter(20, TimeUnit.SECONDS)
        .watch(
            WatchRequest.newBuilder()
                .setReplica(replica.id.toString())
                .setEpoch(replica.epoch)
                .setHistoryId(replica.historyId)
                .build());
  }
}
