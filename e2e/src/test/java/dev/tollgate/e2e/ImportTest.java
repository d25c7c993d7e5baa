package dev.tollgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The keys of an older gateway go on working, out of a live database and out of files. */
@ExtendWith(SharedGateway.class)
final class ImportTest {
  private static final String GUESSABLE =
      "--accept-guessable=22222222-0000-4000-8000-000000000003=";

  private final Gateway gateway;

  ImportTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @Test
  void everyKeyOfALiveDatabaseIsAcceptedAtOnceAndASecondImportChangesNothing() throws Exception {
    var old = OldSystem.make(gateway);
    importedAtOnceAndOnlyOnce(old, old.database());
  }

  @Test
  void everyKeyOfFilesIsAcceptedAtOnceAndASecondImportChangesNothing() throws Exception {
    var old = OldSystem.make(gateway);
    importedAtOnceAndOnlyOnce(old, old.csv());
  }

  private void importedAtOnceAndOnlyOnce(OldSystem old, String from) throws Exception {
    removeEarlierService();
    var source = "e2e-" + System.nanoTime();
    var before = state();
    var dry = old.importKeys(from, "--source=" + source, GUESSABLE + "127.0.0.0/8", "--dry-run");
    assertThat(dry.exitCode()).as(dry.out()).isZero();
    assertThat(dry.out()).contains("WOULD TAKE", "user_api_keys  6 ", "api_keys       3 ");
    assertThat(state()).isEqualTo(before);

    var taken = old.importKeys(from, "--source=" + source, GUESSABLE + "127.0.0.0/8");
    assertThat(taken.exitCode()).as(taken.out()).isZero();
    for (var key : old.keys()) {
      var answer = balance(key.text());
      assertThat(answer.statusCode()).as(key.family() + " " + answer.body()).isEqualTo(200);
    }
    var after = state();
    assertThat(after).isNotEqualTo(before);
    var again = old.importKeys(from, "--source=" + source, GUESSABLE + "127.0.0.0/8");
    assertThat(again.exitCode()).as(again.out()).isZero();
    assertThat(again.out()).contains("user_api_keys  0      0        6 ");
    assertThat(state()).isEqualTo(after);
    assertThat(indexed(source)).as("at the first use").isEqualTo("t");
  }

  @Test
  void balancesOfALiveDatabaseAreOpenedOnceAndItsChargesStandBesideOurs() throws Exception {
    removeEarlierService();
    var old = OldSystem.make(gateway);
    var source = "--source=e2e-" + System.nanoTime();
    var from = old.database();
    var keys = old.importKeys(from, source, GUESSABLE + "127.0.0.0/8");
    assertThat(keys.exitCode()).as(keys.out()).isZero();
    var dry = old.importBalances(from, source, "--dry-run");
    assertThat(dry.exitCode()).as(dry.out()).isZero();
    assertThat(dry.out()).contains("WOULD TAKE");
    var acme = old.keys().stream().filter(key -> key.family().equals("organization")).findFirst();
    var key = acme.orElseThrow().text();
    assertThat(balance(key).body()).contains("\"credits_allocated\":0");

    var taken = old.importBalances(from, source);
    assertThat(taken.exitCode()).as(taken.out()).isZero();
    assertThat(taken.out().replaceAll(" +", " "))
        .contains(
            "organization_credits 2 0 0 0",
            "credit_transactions 2 0 0 0",
            "service_usage_log 1 0 0 0",
            "organization_credits 10239.5 10239.5 0 0",
            "user_credits 37.50001 37.50001 0 0",
            "old-ada@example.org professional pro");
    assertThat(balance(key).body())
        .contains("\"credits_remaining\":250.5,", "\"credits_allocated\":1000,");
    assertThat(
            ask(
                "SELECT string_agg(concat_ws(' ', user_id, model, cost), ', ' ORDER BY id) FROM"
                    + " ledger.credit_transactions WHERE id < 0"))
        .isEqualTo("old-ada@example.org gpt-4 0.0125, old-bob claude-3 0.0003");
    assertThat(
            ask(
                "SELECT concat_ws(' ', service_name, credits_used / 1000 = 11) FROM"
                    + " ledger.service_usage_log WHERE id < 0"))
        .isEqualTo("presenton-service t");

    var again = old.importBalances(from, source);
    assertThat(again.exitCode()).as(again.out()).isZero();
    assertThat(again.out().replaceAll(" +", " "))
        .contains("user_credits 0 2 0 0", "credit_transactions 0 2 0 0");
    assertThat(balance(key).body()).contains("\"credits_remaining\":250.5,");
  }

  @Test
  void whatCannotBeTakenIsListedWithItsReasonAndTheRestIsTaken() throws Exception {
    removeEarlierService();
    var old = OldSystem.make(gateway, "--bad-rows");
    var run = old.importKeys(old.csv(), "--source=e2e-" + System.nanoTime());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().replaceAll(" +", " "))
        .contains(
            "user_api_keys 6 0 0 5",
            "user_api_keys 901 key_hash of bcrypt must have 60 characters",
            "user_api_keys 902 key_hash of bcrypt must have a cost from 4 to 14",
            "user_api_keys 903 permissions must be a list of texts",
            "user_api_keys 904 expires_at is over",
            "user_api_keys 905 permissions must not reach other organizations",
            "000000000906 organization_id is no organization",
            "000000000003 key_prefix is that of a key that can be guessed");
    assertThat(balance(old.keys().getFirst().text()).statusCode()).isEqualTo(200);
    assertThat(balance("sk-presenton-service-key-2024").statusCode()).isEqualTo(401);
  }

  @Test
  void aKeyThatCanBeGuessedWorksFromItsNetworksAlone() throws Exception {
    removeEarlierService();
    var old = OldSystem.make(gateway);
    var run =
        old.importKeys(old.csv(), "--source=e2e-" + System.nanoTime(), GUESSABLE + "10.0.0.0/8");
    assertThat(run.exitCode()).as(run.out()).isZero();
    var answer = balance("sk-presenton-service-key-2024");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).contains("ip_not_allowed");
  }

  /** Everybody's guessable key is the same one. */
  private void removeEarlierService() throws Exception {
    try (var database = gateway.database();
        var statement = database.createStatement()) {
      statement.execute(
          "DELETE FROM authz.api_key WHERE family = 'service' AND origin = 'imported'");
    }
  }

  /** All that an import could change. */
  private String state() throws Exception {
    return ask(
        """
        SELECT concat_ws(' ', (SELECT n FROM authz.change_head), (SELECT count(*) FROM authz.api_key),
          (SELECT count(*) FROM authz.organization), (SELECT count(*) FROM authz.app_user),
          (SELECT count(*) FROM authz.imported), (SELECT count(*) FROM authz.audit_event))
        """);
  }

  private String indexed(String source) throws Exception {
    return ask(
        """
        SELECT bool_and(digest IS NOT NULL AND pepper_version IS NOT NULL) FROM authz.api_key k
        JOIN authz.imported i ON i.new_id = k.key_id WHERE i.source = '%s'
        """
            .formatted(source));
  }

  private String ask(String sql) throws Exception {
    try (var database = gateway.database();
        var statement = database.createStatement();
        var rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The first use of an old hash is dear: a busy server says so and is asked again. */
  private HttpResponse<String> balance(String key) {
    var request =
        HttpRequest.newBuilder(URI.create(gateway.url() + "/api/v1/llm/credits"))
            .header("authorization", "Bearer " + key)
            .build();
    return gateway.sendAgainWhile(Set.of(503), request).orTimeout(20, TimeUnit.SECONDS).join();
  }
}
