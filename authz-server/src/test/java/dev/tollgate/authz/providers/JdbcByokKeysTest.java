package dev.tollgate.authz.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.OwnKey.Standing;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.authn.Restrictions;
import dev.tollgate.authz.authn.Validity;
import dev.tollgate.authz.providers.ByokKey.Holder;
import dev.tollgate.authz.sealing.KeptKeys;
import dev.tollgate.authz.sealing.Place;
import dev.tollgate.authz.sealing.Sealed;
import dev.tollgate.authz.sealing.Sealer;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.kit.db.DatabaseConfig;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.kit.db.Migrations;
import dev.tollgate.kit.db.Schema;
import dev.tollgate.local.TcpGate;
import dev.tollgate.local.TcpGate.Mode;
import dev.tollgate.local.TestDatabase;
import dev.tollgate.local.TestKms;
import dev.tollgate.pricing.ByokFee;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Keys that callers bring along, with a key-encryption key in AWS KMS that is away for a while. */
final class JdbcByokKeysTest {
  private static final Duration ENOUGH = Duration.ofSeconds(60);
  private static final Holder ALICE = new Holder(OwnKey.Owner.USER, "alice");
  private static final Place PLACE = ByokKey.place("byok_1", ALICE, "openai", "openai");
  private static final Principal CALLER =
      new Principal(
          "key-1",
          "alice",
          "org-1",
          "acme",
          "",
          Set.of("llm:inference"),
          "pro",
          "pro",
          "default",
          List.of("wallet:user:alice"),
          Validity.UNLIMITED,
          Restrictions.NONE);

  private final TestKms kms = TestKms.shared();
  private final String arn = kms.createKey();
  @AutoClose private final TcpGate gate = new TcpGate(kms.port(), Mode.OPEN);
  @AutoClose private final HikariDataSource pool = database();

  JdbcByokKeysTest() throws IOException {}

  private static HikariDataSource database() {
    var database = TestDatabase.create();
    var pool =
        Databases.pool(
            new DatabaseConfig(
                database.jdbcUrl(), database.user(), Secret.of(database.password()), 2),
            "byok");
    Migrations.apply(pool, new Schema("authz", "db/authz"));
    return pool;
  }

  private Sealer sealer(String endpoint) {
    return KeptKeys.sealer(arn, endpoint, ENOUGH);
  }

  private JdbcByokKeys keys() {
    var policy = new ByokPolicy(Set.of("pro"), Set.of("openai"), ByokFee.NONE);
    return new JdbcByokKeys(
        pool,
        new ProviderKeySettings(
            ProviderSamples.configured(), KeySource.ENVIRONMENT, sealer(gate.url()), policy));
  }

  private void store(Sealed sealed) throws SQLException {
    try (var connection = pool.getConnection();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO authz.byok_key (owner_kind, owner_id, provider, endpoint, id, label, sealed_with,
                  ciphertext, masked, created_at, created_by, updated_at, updated_by)
                VALUES ('user', 'alice', 'openai', 'openai', 'byok_1', '', ?, ?, '****', now(), 'x', now(), 'x')
                """)) {
      insert.setString(1, sealed.key());
      insert.setBytes(2, sealed.ciphertext());
      insert.executeUpdate();
    }
  }

  @Test
  void whatKmsDoesNotAnswerForIsNotRememberedAndHealsByItself() throws Exception {
    store(sealer(kms.endpoint()).seal(Secret.of("sk-own"), PLACE));
    var keys = keys();
    gate.set(Mode.RESET);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> keys.of(CALLER))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("the key of user alice for openai (byok_1) cannot be read now");
    }
    assertThat(keys.check(10)).isOne();
    gate.set(Mode.OPEN);
    var own = keys.of(CALLER).getFirst();
    assertThat(own.standing()).isEqualTo(Standing.USABLE);
    assertThat(keys.check(10)).isZero();
    gate.set(Mode.RESET);
    assertThat(keys.of(CALLER).getFirst().standing())
        .as("what was opened once stays open")
        .isEqualTo(Standing.USABLE);
  }

  @Test
  void whatWasSealedForAnotherPlaceIsUnreadable() throws Exception {
    store(sealer(kms.endpoint()).seal(Secret.of("sk-own"), StoredKey.place("openai", "byok_1")));
    assertThat(keys().of(CALLER).getFirst().standing()).isEqualTo(Standing.UNREADABLE);
  }
}
