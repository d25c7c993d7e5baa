package dev.tollgate.ledger;

import static java.util.stream.Collectors.joining;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.NetworkAddress;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcListener;
import dev.tollgate.kit.observe.ObserveConfig;
import dev.tollgate.kit.tls.ListenerTls;
import dev.tollgate.ledger.credits.Watcher;
import dev.tollgate.ledger.export.ExportConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger-server's configuration: docs/reference/config.md.
 *
 * @param listen gRPC; off this machine with {@code tls}, or with {@code plaintext} where something
 *     else does the TLS
 * @param callers who may call, and in which role
 * @param prices files, each one version of one price book
 * @param session T of docs/reference/leases.md: how long a replica may admit after an answered
 *     heartbeat
 * @param verdictAfter W there: how long a replica may be silent before its lease comes home
 * @param verifyInterval how often the books are verified, by one of the servers of a ledger
 * @param chargesKept how long charges are kept, in whole days; null: for ever
 * @param export where days of charges are exported to; null: nowhere
 * @param allowVolatile accepts a PostgreSQL that may lose commits: for throw-away tests
 */
record LedgerServerConfig(
    NetworkAddress listen,
    @Nullable ListenerTls tls,
    @Default("false") boolean plaintext,
    ObserveConfig observe,
    DatabaseConfig database,
    List<CallerConfig> callers,
    List<Path> prices,
    @Default("300s") Duration session,
    @Default("1350s") Duration verdictAfter,
    @Default("1h") Duration verifyInterval,
    @Nullable Duration chargesKept,
    @Nullable ExportConfig export,
    @Default("false") boolean allowVolatile) {
  /** Longer than a replica may say that it reports after an admission. */
  private static final long CHARGES_KEPT_DAYS_MIN = 32;

  LedgerServerConfig {
    var _ = new GrpcListener(listen.where(), tls, plaintext); // refuses what is in the clear
    if (callers.isEmpty()) {
      throw new IllegalArgumentException("callers must name at least one caller");
    }
    if (callers.stream().map(CallerConfig::token).distinct().count() < callers.size()
        || callers.stream().map(CallerConfig::name).distinct().count() < callers.size()) {
      throw new IllegalArgumentException(
          "callers must each have a name and a token of their own: a shared one would share"
              + " rights");
    }
    if (prices.isEmpty()) {
      throw new IllegalArgumentException("prices must name at least one price file");
    }
    if (session.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("session must be 1s or more");
    }
    var least = Watcher.wait(session, Duration.ZERO);
    if (verdictAfter.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "verdict_after must be "
              + least.toSeconds()
              + "s or more for this session, and longer by what the longest request and its report"
              + " take");
    }
    if (verifyInterval.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException("verify_interval must be 1m or more");
    }
    if (chargesKept != null
        && (chargesKept.toDays() < CHARGES_KEPT_DAYS_MIN
            || !chargesKept.equals(Duration.ofDays(chargesKept.toDays())))) {
      throw new IllegalArgumentException(
          "charges_kept must be whole days, "
              + CHARGES_KEPT_DAYS_MIN
              + "d or more, or left out to keep charges for ever");
    }
  }

  record CallerConfig(String name, BearerTokens.Role role, Secret token) {}

  GrpcListener listener() {
    return new GrpcListener(listen.where(), tls, plaintext);
  }

  Map<Secret, BearerTokens.Caller> tokens() {
    var tokens = new HashMap<Secret, BearerTokens.Caller>();
    callers.forEach(c -> tokens.put(c.token(), new BearerTokens.Caller(c.name(), c.role())));
    return tokens;
  }

  /** What it means, for people. */
  String summary() {
    return """
    gRPC      %s
    observe   %s
    database  %s as %s
    callers   %s
    prices    %s
    """
        .formatted(
            listener(),
            observe.listen(),
            database.url(),
            database.user(),
            callers.stream().map(c -> c.name() + " (" + c.role() + ")").collect(joining(", ")),
            prices.stream().map(Path::toString).collect(joining(", ")));
  }
}
