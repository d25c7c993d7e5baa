package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.CREATED;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.Restrictions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What a key may not do, as the database has it. */
class KeyRestrictionsTest {
  private static final KeyDatabase DATABASE = new KeyDatabase();

  private final Logger logger = (Logger) LoggerFactory.getLogger(JdbcRestrictions.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final JdbcKeyStore store =
      new JdbcKeyStore(DATABASE.source(), List.of(Environment.values()), OwnKeys.NONE);

  @BeforeEach
  void capture() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void release() {
    logger.detachAppender(lines);
  }

  @Test
  void nullRestrictsNothing() throws Exception {
    assertThat(restrictions(DATABASE.store("free"))).isEqualTo(Restrictions.NONE);
  }

  @Test
  void listsAndTheCapAreRead() throws Exception {
    var key = DATABASE.store("restricted");
    set(
        "restricted",
        """
        allowed_models = '{gpt-4o-mini,text-*}', request_cost_max_nanocredits = 250000000,
        allowed_ips = '{10.0.0.0/8,192.0.2.7,2001:db8::/32,::ffff:198.51.100.0/120}'
        """);
    var restrictions = restrictions(key);
    assertThat(List.of("gpt-4o-mini", "text-embedding-3-small"))
        .allMatch(restrictions.models()::permit);
    assertThat(restrictions.models().permit("gpt-4o")).isFalse();
    assertThat(List.of("10.9.8.7", "192.0.2.7", "2001:db8::1", "198.51.100.9"))
        .allMatch(restrictions.addresses()::permit);
    assertThat(List.of("11.0.0.0", "192.0.2.8", "2001:db9::1", "198.51.101.9"))
        .noneMatch(restrictions.addresses()::permit);
    assertThat(restrictions.requestCostMaxNanocredits()).isEqualTo(250_000_000);
  }

  @Test
  void anEmptyListPermitsNothingAndACapOfZeroIsACap() throws Exception {
    var key = DATABASE.store("empty");
    set("empty", "allowed_models = '{}', allowed_ips = '{}', request_cost_max_nanocredits = 0");
    var restrictions = restrictions(key);
    assertThat(restrictions.models().permit("gpt-4o-mini")).isFalse();
    assertThat(restrictions.addresses().permit("127.0.0.1")).isFalse();
    assertThat(restrictions.requestCostMaxNanocredits()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~', // the values have quotes of their own
      value = {
        "allowed_models | '{\"gpt 4o\"}'",
        "allowed_models | '{\"\"}'",
        "allowed_models | '{gpt-4o,NULL}'",
        "allowed_models | '{{gpt-4o},{gpt-4}}'",
        "allowed_models | array_fill('m'::text, '{1001}')",
        "allowed_ips | array_fill('10.0.0.0/8'::cidr, '{1001}')",
        "allowed_ips | '{10.0.0.0/8,NULL}'",
        "request_cost_max_nanocredits | -1"
      })
  void aKeyThatCannotBeUnderstoodIsRefusedAndTheLogNamesTheColumn(String column, String value)
      throws Exception {
    var database = new KeyDatabase();
    var own = new JdbcKeyStore(database.source(), List.of(Environment.values()), OwnKeys.NONE);
    var key = database.store("odd");
    database.execute(
        """
        ALTER TABLE authz.api_key DROP CONSTRAINT api_key_allowed_models_check;
        ALTER TABLE authz.api_key DROP CONSTRAINT api_key_allowed_ips_check;
        ALTER TABLE authz.api_key DROP CONSTRAINT api_key_request_cost_max_nanocredits_check;
        """
            + "UPDATE authz.api_key SET %s = %s".formatted(column, value));
    assertThat(find(own, key)).isEqualTo(new Refused(Refusal.UNREADABLE));
    assertThat(lines.list).hasSize(1);
    assertThat(lines.list.getFirst().getLevel()).isEqualTo(Level.ERROR);
    assertThat(lines.list.getFirst().getFormattedMessage())
        .contains("Key odd", "authz.api_key." + column)
        .doesNotContain(key);
  }

  @Test
  void whatIsWrongWithAKeyAnywayIsSaidFirst() throws Exception {
    var key = DATABASE.store("gone");
    set("gone", "allowed_models = '{\"\"}'");
    var expired = CREATED.plus(Duration.ofDays(91)).toEpochMilli();
    assertThat(requireNonNull(store.find(List.of(FORGE.digest(key)))).at(expired))
        .isEqualTo(new Refused(Refusal.EXPIRED));
    DATABASE.revoke("gone");
    assertThat(find(store, key)).isEqualTo(new Refused(Refusal.REVOKED));
  }

  private static void set(String id, String assignments) {
    DATABASE.execute("UPDATE authz.api_key SET %s WHERE key_id = '%s'".formatted(assignments, id));
  }

  private Restrictions restrictions(String key) throws Exception {
    return ((Authenticated) find(store, key)).principal().restrictions();
  }

  private static Authentication find(JdbcKeyStore store, String key) throws Exception {
    return requireNonNull(store.find(List.of(FORGE.digest(key)))).at(CREATED.toEpochMilli());
  }
}
