package dev.tollgate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.db.Transactions;
import dev.tollgate.ledger.usage.JdbcProviderHealth;
import dev.tollgate.ledger.usage.JdbcProviderHealth.Health;
import dev.tollgate.proto.ledger.v1.Byok;
import dev.tollgate.proto.ledger.v1.Evidence;
import dev.tollgate.proto.ledger.v1.GetProviderHealthRequest;
import dev.tollgate.proto.ledger.v1.ProviderHealth;
import dev.tollgate.proto.ledger.v1.Record;
import dev.tollgate.proto.ledger.v1.Usage;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** How requests to providers have ended lately. */
final class ProviderHealthTest {
  @AutoClose private final TestLedger ledger = TestLedger.start();
  private final TestReplica replica = ledger.open();

  private static Usage ended(int status, String error) {
    return TestReplica.exact(0).toBuilder().setStatus(status).setError(error).build();
  }

  private Record of(String provider, Byok byok, Usage usage) {
    var admission =
        replica.admission(0, "wallet:user:alice").toBuilder().setProvider(provider).setByok(byok);
    return replica.settle(admission.build(), 0, 0, usage);
  }

  private Record of(String provider, Usage usage) {
    return of(provider, Byok.BYOK_UNSPECIFIED, usage);
  }

  private List<ProviderHealth> health() {
    return ledger
        .admin()
        .getProviderHealth(GetProviderHealthRequest.getDefaultInstance())
        .getProvidersList();
  }

  private Transactions transactions() {
    var database = new PGSimpleDataSource();
    database.setUrl(ledger.database.jdbcUrl());
    database.setUser(ledger.database.user());
    database.setPassword(ledger.database.password());
    return new Transactions(database);
  }

  private static ProviderHealth.Builder health(String provider, long requests) {
    return ProviderHealth.newBuilder().setProvider(provider).setRequests(requests);
  }

  @Test
  void everyEndIsCountedForItsProviderByWhoseFaultItWas() {
    var firstEventIsAnError =
        ended(200, "").toBuilder().setEvidence(Evidence.EVIDENCE_ZERO).build();
    var neverConnected =
        ended(503, "UF,URX upstream_reset_before_response_started{connection_failure}").toBuilder()
            .setEvidence(Evidence.EVIDENCE_VOID)
            .build();
    var unseen = ended(0, "no last line").toBuilder().setEvidence(Evidence.EVIDENCE_ZERO).build();
    var unseenOfABegunAnswer = unseen.toBuilder().setStatus(200).build();
    replica.report(
        of("openai", ended(200, "")),
        of("openai", unseen),
        of("openai", unseenOfABegunAnswer),
        of("openai", ended(400, "")),
        of("openai", ended(200, "DC downstream_remote_disconnect")),
        of("openai", ended(0, "DC downstream_remote_disconnect")),
        of("openai", ended(500, "")),
        of("openai", ended(529, "")),
        of("openai", firstEventIsAnError),
        of("openai", ended(429, "")),
        of("openai", ended(401, "")),
        of("openai", neverConnected),
        of("openai", ended(200, "UR upstream_reset_after_response_started{remote_reset}")),
        of("openai", ended(504, "UT response_timeout")),
        of("groq", Byok.BYOK_USER, ended(401, "")),
        replica.voided(replica.admission(0, "wallet:user:alice")));
    assertThat(health())
        .containsExactly(
            health("groq", 1).build(),
            health("openai", 14)
                .setErrors(3)
                .setThrottled(1)
                .setKeyRefused(1)
                .setUnreached(3)
                .build());
  }

  @Test
  void whatEndedEarlierIsNotCounted() throws SQLException {
    assertThat(health()).isEmpty();
    replica.report(of("openai", ended(500, "")));
    ledger.sql("UPDATE ledger.charge SET posted_at = now() - interval '6 minutes'");
    assertThat(health()).isEmpty();
    replica.report(of("openai", ended(200, "")));
    assertThat(health()).containsExactly(health("openai", 1).build());
    var longer = GetProviderHealthRequest.newBuilder().setMinutes(10).build();
    assertThat(ledger.admin().getProviderHealth(longer).getProvidersList())
        .containsExactly(health("openai", 2).setErrors(1).build());
  }

  @Test
  void whereNotAllOfItIsLookedAtItSaysHowFarBackItLooked() throws SQLException {
    replica.report(of("groq", ended(200, "")));
    replica.report(of("openai", ended(200, "")), of("openai", ended(500, "")));
    ledger.sql(
        "UPDATE ledger.charge SET posted_at = now() - interval '40 seconds'"
            + " WHERE provider = 'openai'");
    var all = ledger.admin().getProviderHealth(GetProviderHealthRequest.getDefaultInstance());
    assertThat(all.getCut()).isFalse();
    assertThat(all.getSeconds()).isEqualTo(300);
    assertThat(all.getProvidersCount()).isEqualTo(2);

    var few = new JdbcProviderHealth(transactions(), 2);
    var newest = few.read(Duration.ofMinutes(5));
    assertThat(newest.cut()).isTrue();
    assertThat(newest.span()).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(100));
    assertThat(newest.providers()).containsExactly(new Health("openai", 2, 0, 0, 0, 1));
    assertThat(few.read(Duration.ofSeconds(30)).cut()).as("all of a shorter time").isFalse();

    ledger.sql("UPDATE ledger.charge SET kind = 'void', error = '' WHERE provider = 'openai'");
    var nobody = few.read(Duration.ofMinutes(5));
    assertThat(nobody.cut()).isTrue();
    assertThat(nobody.providers()).isEmpty();
  }

  @Test
  void anHourIsTheMost() {
    var request = GetProviderHealthRequest.newBuilder().setMinutes(61).build();
    assertThatThrownBy(() -> ledger.admin().getProviderHealth(request))
        .hasMessageContaining("minutes: must be from 0 to 60, but is 61");
  }
}
