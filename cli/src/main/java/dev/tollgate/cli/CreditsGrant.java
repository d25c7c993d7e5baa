package dev.tollgate.cli;

import com.google.protobuf.util.Timestamps;
import dev.tollgate.proto.ledger.v1.GrantKind;
import dev.tollgate.proto.ledger.v1.GrantRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grant",
    description = "Add credits to a wallet; one that does not exist yet is created.")
final class CreditsGrant extends MovementCommand {
  /** What a grant is, as people write it. */
  enum Kind {
    grant(GrantKind.GRANT_KIND_UNSPECIFIED),
    purchase(GrantKind.GRANT_KIND_PURCHASE),
    refill(GrantKind.GRANT_KIND_REFILL),
    refund(GrantKind.GRANT_KIND_REFUND);

    private final GrantKind proto;

    Kind(GrantKind proto) {
      this.proto = proto;
    }
  }

  @Parameters(
      paramLabel = "AMOUNT",
      converter = Credits.Converter.class,
      description = "Credits, with up to 9 decimals.")
  private long nanocredits;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      defaultValue = "grant",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if left out.")
  private Kind kind = Kind.grant;

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      converter = Moment.class,
      description =
          "What is not spent by then expires: 2027-01-31T12:00:00Z, or a day, which ends the grant"
              + " as it begins in UTC. Never if left out.")
  private @Nullable Instant expiresAt;

  CreditsGrant(Session session) {
    super(session);
  }

  @Override
  Answer move(Connection connection, String key) {
    var request =
        GrantRequest.newBuilder()
            .setAccount(wallet().accountId())
            .setOwner(wallet().owner())
            .setNanocredits(nanocredits)
            .setKind(kind.proto)
            .setIdempotencyKey(key)
            .setReference(reference());
    if (expiresAt != null) {
      request.setExpiresAt(Timestamps.fromMillis(expiresAt.toEpochMilli()));
    }
    var answer = connection.ledger().grant(request.build());
    return new Answer(answer, answer.getAccount(), answer.getRepeated());
  }
}
