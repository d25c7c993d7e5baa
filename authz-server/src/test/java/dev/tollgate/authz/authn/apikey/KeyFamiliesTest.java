package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.CREATED;
import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication;
import dev.tollgate.authz.authn.Authentication.Authenticated;
import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.Authentication.Refused;
import dev.tollgate.authz.authn.Environment;
import dev.tollgate.authz.authn.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The keys of organizations and services, as the database has them. */
class KeyFamiliesTest {
  private static final Instant FAR = CREATED.plusSeconds(10L * 365 * 86_400);

  private final KeyDatabase database = new KeyDatabase();
  private final BcryptDoor door = new BcryptDoor(1, 1);
  private final KeyIndex index =
      new KeyIndex(
          FORGE,
          new JdbcKeyStore(database.source(), List.of(Environment.values()), OwnKeys.NONE),
          door);

  @Test
  void anOrganizationsKeyPaysFromItsWalletAndNamesNoUser() throws Exception {
    for (var form : Map.of("live", KeyForm.LIVE, "test", KeyForm.TEST).entrySet()) {
      var principal = principal(database.storeOwn(form.getKey(), "organization", form.getValue()));
      assertThat(principal.keyId()).isEqualTo(form.getKey());
      assertThat(principal.chargePath()).containsExactly("wallet:organization:o");
      assertThat(principal.userId()).isEmpty();
      assertThat(principal.serviceName()).isEmpty();
      assertThat(principal.organizationSlug()).isEqualTo("o");
    }
  }

  @Test
  void aKeyForAnotherEnvironmentDoesNotCount() throws Exception {
    var live = database.storeOwn("live", "organization", KeyForm.LIVE);
    var test = database.storeOwn("test", "organization", KeyForm.TEST);
    var service = database.storeOwn("service", "service", KeyForm.service("o"));
    database.execute("UPDATE authz.api_key SET environment = key_id WHERE family = 'organization'");
    var liveAlone =
        new KeyIndex(
            FORGE,
            new JdbcKeyStore(database.source(), List.of(Environment.LIVE), OwnKeys.NONE),
            door);
    assertThat(find(liveAlone, live)).isInstanceOf(Authenticated.class);
    assertThat(find(liveAlone, service)).isInstanceOf(Authenticated.class);
    assertThat(find(liveAlone, test)).isEqualTo(new Refused(Refusal.OTHER_ENVIRONMENT));
    assertThat(find(index, test)).isInstanceOf(Authenticated.class);
  }

  @Test
  void aServicesKeyNamesTheService() throws Exception {
    var key = database.storeOwn("service", "service", KeyForm.service("o"));
    assertThat(principal(key).serviceName()).isEqualTo("o");
    assertThat(principal(key).chargePath()).containsExactly("wallet:organization:o");
  }

  @Test
  void aKeyOfASuspendedOrganizationDoesNotCount() throws Exception {
    var key = database.storeOwn("suspended", "organization", KeyForm.LIVE);
    database.execute("UPDATE authz.organization SET status = 'suspended'");
    assertThat(find(key)).isEqualTo(new Refused(Refusal.INACTIVE));
  }

  @Test
  void aLostPepperForcesNoKeyOutAndNeedsNoBcrypt() throws Exception {
    var key = database.storeOwn("lost", "service", KeyForm.service("o"));
    database.execute(
        "UPDATE authz.api_key SET digest = sha256('x'), pepper_version = '00000000' WHERE key_id ="
            + " 'lost'");
    door.close();
    assertThat(principal(key).keyId()).isEqualTo("lost");
  }

  private Principal principal(String key) throws Exception {
    return ((Authenticated) find(key)).principal();
  }

  private Authentication find(String key) throws Exception {
    return find(index, key);
  }

  private static Authentication find(KeyIndex index, String key) throws Exception {
    return index.find(key, FORGE.digest(key)).orElseThrow().at(FAR.toEpochMilli());
  }
}
