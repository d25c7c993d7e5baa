package dev.tollgate.ledger.api;

import dev.tollgate.ledger.credits.JdbcRecalls;
import dev.tollgate.ledger.credits.Ledger;
import dev.tollgate.ledger.credits.Owner;
import dev.tollgate.ledger.watch.News;
import dev.tollgate.proto.ledger.v1.AccountState;
import dev.tollgate.proto.ledger.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Watch streams of the replicas that are connected to this server, one each. Nobody relies on
 * an event: a recall stands in the next Report's reply as well, and a denial is remembered for a
 * second only.
 */
public final class WatchStreams implements Consumer<News>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchStreams.class);

  private final Ledger ledger;
  private final JdbcRecalls recalls;
  private final LedgerMetrics metrics;
  private final Map<UUID, ServerCallStreamObserver<WatchResponse>> byReplica =
      new ConcurrentHashMap<>();

  public WatchStreams(Ledger ledger, JdbcRecalls recalls, LedgerMetrics metrics) {
    this.ledger = ledger;
    this.recalls = recalls;
    this.metrics = metrics;
    metrics.watches(byReplica::size);
  }

  /**
   * Opens the stream of a replica that the caller owns, with what had been recalled before. An
   * older stream of the same replica ends.
   */
  void add(Owner owner, ServerCallStreamObserver<WatchResponse> stream) throws SQLException {
    ledger.requireOwner(owner);
    var replica = owner.replica();
    stream.setOnCancelHandler(() -> byReplica.remove(replica.id(), stream));
    var older = byReplica.put(replica.id(), stream);
    if (older != null) {
      end(older);
    }
    if (stream.isCancelled()) {
      byReplica.remove(replica.id(), stream);
    }
    var event = event();
    for (var account : recalls.accounts(replica)) {
      send(stream, event.setRecalledAccount(account).build());
    }
  }

  /** Tells whom it concerns among the connected replicas. */
  @Override
  public void accept(News news) {
    if (byReplica.isEmpty()) {
      return;
    }
    try {
      switch (news) {
        case News.Recalled(var account) -> recall(account);
        case News.ToppedUp(var account) -> toppedUp(account);
        case News.LimitsChanged(var version) -> limitsChanged(version);
      }
    } catch (SQLException e) {
      log.warn("{} is told to nobody: {}", news, e.getMessage());
    }
  }

  private void recall(String account) throws SQLException {
    metrics.recalled();
    var event = event().setRecalledAccount(account).build();
    for (var replica : recalls.lessees(account)) {
      var stream = byReplica.get(replica);
      if (stream != null) {
        send(stream, event);
      }
    }
  }

  private void toppedUp(String account) throws SQLException {
    var row = recalls.account(account);
    if (row == null) {
      return;
    }
    var state =
        AccountState.newBuilder()
            .setAccount(account)
            .setGranted(row.granted())
            .setPosted(row.posted())
            .setLeased(row.leased())
            .setClaimed(row.claimed());
    var event = event().setToppedUp(state).build();
    byReplica.values().forEach(stream -> send(stream, event));
  }

  private void limitsChanged(long version) throws SQLException {
    var event = event().setPoliciesVersion(version).build();
    byReplica.values().forEach(stream -> send(stream, event));
  }

  private WatchResponse.Builder event() throws SQLException {
    return WatchResponse.newBuilder().setHistoryId(ledger.historyId().toString());
  }

  /** Streams are not safe for threads; what a slow one does not take is left out. */
  private static void send(ServerCallStreamObserver<WatchResponse> stream, WatchResponse event) {
    synchronized (stream) {
      try {
        if (stream.isReady()) {
          stream.onNext(event);
        }
      } catch (IllegalStateException | StatusRuntimeException ended) {
        log.debug("A Watch ended while it was told something: {}", ended.getMessage());
      }
    }
  }

  private static void end(ServerCallStreamObserver<WatchResponse> stream) {
    synchronized (stream) {
      try {
        stream.onCompleted();
      } catch (IllegalStateException | StatusRuntimeException ended) {
        log.debug("A Watch had ended already: {}", ended.getMessage());
      }
    }
  }

  /** Ends every stream: the replicas go to another server. */
  @Override
  public void close() {
    byReplica.values().forEach(WatchStreams::end);
    byReplica.clear();
  }
}
