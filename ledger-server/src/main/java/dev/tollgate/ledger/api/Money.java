package dev.tollgate.ledger.api;

import com.google.protobuf.Timestamp;
import dev.tollgate.kit.grpc.BearerTokens;
import dev.tollgate.kit.grpc.GrpcErrors;
import dev.tollgate.ledger.credits.AccountRow;
import dev.tollgate.ledger.credits.JdbcMovements;
import dev.tollgate.ledger.credits.JdbcMovements.Outcome;
import dev.tollgate.ledger.credits.Movement;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.CorrectBalanceRequest;
import dev.tollgate.proto.ledger.v1.CorrectBalanceResponse;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import dev.tollgate.proto.ledger.v1.GrantResponse;
import dev.tollgate.proto.ledger.v1.WithdrawRequest;
import dev.tollgate.proto.ledger.v1.WithdrawResponse;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** Movements of credit: what a request must be, and which status each outcome has. */
final class Money {
  static final long NANOCREDITS_MAX = 1_000_000_000_000_000_000L;

  /** The year 10000. */
  private static final long TIME_SECONDS_END = 253_402_300_800L;

  private final JdbcMovements movements;

  Money(JdbcMovements movements) {
    this.movements = movements;
  }

  GrantResponse grant(GrantRequest request) throws SQLException {
    var fields =
        fields(request.getAccount(), request.getIdempotencyKey(), request.getReference())
            .between("nanocredits", request.getNanocredits(), 1, NANOCREDITS_MAX)
            .text("owner", request.getOwner(), 0)
            .require(request.getKind() != GrantKind.UNRECOGNIZED, "kind", "must be known here")
            .require(
                !request.hasExpiresAt() || isTime(request.getExpiresAt()),
                "expires_at",
                "must be a time before the year 10000");
    fields.check();
    var movement =
        new Movement(
            request.getIdempotencyKey(),
            kind(request.getKind()),
            request.getAccount(),
            request.getNanocredits(),
            request.getReference(),
            "",
            request.hasExpiresAt() ? instant(request.getExpiresAt()) : null,
            BearerTokens.current().name());
    var moved = moved(movements.apply(movement, request.getOwner()), movement);
    return GrantResponse.newBuilder()
        .setAccount(account(moved.account()))
        .setRepeated(moved.repeated())
        .build();
  }

  static boolean isTime(Timestamp time) {
    return time.getSeconds() >= 0
        && time.getSeconds() < TIME_SECONDS_END
        && time.getNanos() >= 0
        && time.getNanos() < 1_000_000_000;
  }

  /** As PostgreSQL keeps it, so that a repeat has the same content. */
  static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MICROS);
  }

  private static Movement.Kind kind(GrantKind kind) {
    return switch (kind) {
      case GRANT_KIND_UNSPECIFIED, UNRECOGNIZED -> Movement.Kind.GRANT;
      case GRANT_KIND_PURCHASE -> Movement.Kind.PURCHASE;
      case GRANT_KIND_REFILL -> Movement.Kind.REFILL;
      case GRANT_KIND_REFUND -> Movement.Kind.REFUND;
    };
  }

  WithdrawResponse withdraw(WithdrawRequest request) throws SQLException {
    fields(request.getAccount(), request.getIdempotencyKey(), request.getReference())
        .between("nanocredits", request.getNanocredits(), 1, NANOCREDITS_MAX)
        .check();
    var movement =
        new Movement(
            request.getIdempotencyKey(),
            Movement.Kind.WITHDRAWAL,
            request.getAccount(),
            request.getNanocredits(),
            request.getReference(),
            "",
            null,
            BearerTokens.current().name());
    var moved = moved(movements.apply(movement, ""), movement);
    return WithdrawResponse.newBuilder()
        .setAccount(account(moved.account()))
        .setRepeated(moved.repeated())
        .build();
  }

  CorrectBalanceResponse correct(CorrectBalanceRequest request) throws SQLException {
    fields(request.getAccount(), request.getIdempotencyKey(), request.getReference())
        .between("nanocredits", request.getNanocredits(), -NANOCREDITS_MAX, NANOCREDITS_MAX)
        .require(request.getNanocredits() != 0, "nanocredits", "must not be 0")
        .text("reason", request.getReason(), 1)
        .check();
    var movement =
        new Movement(
            request.getIdempotencyKey(),
            Movement.Kind.ADJUSTMENT,
            request.getAccount(),
            request.getNanocredits(),
            request.getReference(),
            request.getReason(),
            null,
            BearerTokens.current().name());
    var moved = moved(movements.apply(movement, ""), movement);
    return CorrectBalanceResponse.newBuilder()
        .setAccount(account(moved.account()))
        .setRepeated(moved.repeated())
        .build();
  }

  /** What all movements have in common. */
  private static Fields fields(String account, String idempotencyKey, String reference) {
    return new Fields()
        .wallet("account", account)
        .text("idempotency_key", idempotencyKey, 1)
        .text("reference", reference, 0);
  }

  private static Outcome.Moved moved(Outcome outcome, Movement movement) {
    return switch (outcome) {
      case Outcome.Moved moved -> moved;
      case Outcome.OtherContent(var fields) ->
          throw GrpcErrors.alreadyExists(
              "idempotency_key: was used for a movement that differs in %s: repeat that one as it was, or choose a new key for another one"
                  .formatted(String.join(", ", fields)));
      case Outcome.NoSuchAccount() ->
          throw GrpcErrors.notFound(
              "account: there is no %s; a grant makes it".formatted(movement.account()));
      case Outcome.TooLarge(long most) ->
          throw GrpcErrors.failedPrecondition(
              "nanocredits: %s can hold at most %d more".formatted(movement.account(), most));
      case Outcome.Past() ->
          throw GrpcErrors.invalidArgument(Map.of("expires_at", "must be in the future"));
      case Outcome.TooManyGrants(int max) ->
          throw GrpcErrors.failedPrecondition(
              "expires_at: %s has %d grants that are still to expire, as many as it may: grant without a date, or when some have expired"
                  .formatted(movement.account(), max));
      case Outcome.TooMuch(var account, long most) ->
          throw GrpcErrors.failedPrecondition(
              "nanocredits: at most %d can be taken out of %s: %d are granted, %d of them are spent and %d claimed by what was taken out before"
                  .formatted(
                      most, account.id(), account.granted(), account.posted(), account.claimed()));
    };
  }

  static Account account(AccountRow row) {
    return Account.newBuilder()
        .setId(row.id())
        .setGranted(row.granted())
        .setPosted(row.posted())
        .setLeased(row.leased())
        .setClaimed(row.claimed())
        .setOverrun(row.overrun())
        .setBalance(row.balance())
        .setAvailable(Math.max(0, row.balance() - row.leased() - row.claimed()))
        .setExpiring(row.expiring())
        .setLapsed(row.lapsed())
        .setState(row.state())
        .setOwner(row.owner())
        .build();
  }
}
