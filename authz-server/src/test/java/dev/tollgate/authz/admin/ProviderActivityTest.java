package dev.tollgate.authz.admin;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.OtherProviderConfig;
import dev.tollgate.authz.providers.ProviderCatalog;
import dev.tollgate.authz.providers.ProviderConfig;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProvidersConfig;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.DisableProviderRequest;
import dev.tollgate.proto.admin.v1.EnableProviderRequest;
import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ProviderKey;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Providers that an administrator switches off and on while servers run. */
final class ProviderActivityTest {
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws IOException {
    admin = new TestAdmin(settings(KeySource.ENVIRONMENT));
  }

  @AfterAll
  static void stop() {
    admin.close();
  }

  @AfterEach
  void switchAllOn() throws SQLException {
    admin.execute("DELETE FROM authz.disabled_provider");
  }

  /** Of which one is inactive by the configuration. */
  private static ProviderKeySettings settings(KeySource source) {
    var key = Secret.of("sk-configured");
    var idle = new OtherProviderConfig("groq", key, null, null, null, null, false);
    var catalog =
        ProviderCatalog.of(
            new ProvidersConfig(new ProviderConfig(key, null, null), null, List.of(idle)));
    return new ProviderKeySettings(
        catalog,
        source,
        new EncryptionConfig(List.of(Secret.of("kek_" + "k".repeat(43)))).sealer());
  }

  private static ProviderKey disable(String provider) {
    var request = DisableProviderRequest.newBuilder().setProvider(provider).build();
    return admin.providerKeys().disableProvider(request).getKey();
  }

  private static ProviderKey enable(String provider) {
    var request = EnableProviderRequest.newBuilder().setProvider(provider).build();
    return admin.providerKeys().enableProvider(request).getKey();
  }

  private static ProviderKey state(String provider) {
    return admin
        .providerKeys()
        .listProviderKeys(ListProviderKeysRequest.getDefaultInstance())
        .getKeysList()
        .stream()
        .filter(key -> key.getProvider().equals(provider))
        .findFirst()
        .orElseThrow();
  }

  private static Status refused(Runnable call) {
    return requireNonNull(catchThrowableOfType(StatusRuntimeException.class, call::run))
        .getStatus();
  }

  @Test
  void everyReplicaSendsItNothingWithinSecondsAndAgainWhenItIsSwitchedOn() {
    for (var source : KeySource.values()) {
      try (var replica = new KeyReplica(admin, settings(source))) {
        await().until(() -> !replica.get().keyUnknown("openai"));
        assertThat(replica.get().isInactive("openai")).isFalse();
        disable("openai");
        await().until(() -> replica.get().isInactive("openai"));
        assertThat(replica.sent("openai")).isEqualTo("none");
        enable("openai");
        await().until(() -> !replica.get().isInactive("openai"));
      }
    }
  }

  @Test
  void itSaysSinceWhenAndByWhomAndTheAuditLogToo() throws SQLException {
    assertThat(state("openai").getActive()).isTrue();
    assertThat(state("openai").hasDisabledAt()).isFalse();
    var first = disable("openai");
    assertThat(first.getActive()).isFalse();
    assertThat(first.getInactiveBecause()).isEqualTo("it is switched off");
    assertThat(first.getDisabledBy()).isEqualTo("bootstrap-admin");
    assertThat(first.getSource()).as("its key stays").isEqualTo("environment");
    assertThat(disable("openai")).as("again").isEqualTo(first);
    assertThat(state("openai").toBuilder().clearTraffic().build()).isEqualTo(first);
    assertThat(enable("openai").getActive()).isTrue();
    assertThat(enable("openai").getActive()).as("again").isTrue();
    assertThat(
            admin.query(
                "SELECT action FROM authz.audit_event WHERE subject = 'openai' ORDER BY id DESC"
                    + " LIMIT 2"))
        .containsExactly("provider.enabled", "provider.disabled");
  }

  @Test
  void whatTheConfigurationSwitchesOffNobodySwitchesOn() {
    assertThat(state("groq").getActive()).isFalse();
    assertThat(state("groq").getInactiveBecause())
        .isEqualTo("the configuration says active: false");
    var refusal = refused(() -> enable("groq"));
    assertThat(refusal.getCode()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refusal.getDescription()).contains("active: false of groq");
  }

  @Test
  void onlyWhatIsConfiguredCanBeSwitched() {
    for (var unknown : List.of("nobody", "", "OPENAI")) {
      var refusal = refused(() -> disable(unknown));
      assertThat(refusal.getCode()).isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(refusal.getDescription())
          .contains("provider: must be a provider of the configuration: groq, openai");
      assertThat(refused(() -> enable(unknown)).getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void oneThatWasTakenOutOfTheConfigurationWhileItWasOffIsShownAndCanBeSwitchedOn()
      throws SQLException {
    var off = "INSERT INTO authz.disabled_provider VALUES ('%s', now(), 'key_1')";
    admin.execute(off.formatted("mistral"));
    assertThat(state("mistral").getInactiveBecause())
        .isEqualTo("it is not in the configuration, and it is switched off");
    assertThat(state("mistral").getDisabledBy()).isEqualTo("key_1");
    var on = enable("mistral");
    assertThat(on.getInactiveBecause()).isEqualTo("it is not in the configuration");
    assertThat(on.hasDisabledAt()).isFalse();
    assertThat(admin.query("SELECT provider FROM authz.disabled_provider")).isEmpty();
    assertThat(refused(() -> enable("mistral")).getCode()).isEqualTo(Code.INVALID_ARGUMENT);

    admin.execute(off.formatted("groq"));
    assertThat(state("groq").getInactiveBecause())
        .isEqualTo("the configuration says active: false, and it is switched off");
    assertThat(refused(() -> enable("groq")).getCode()).isEqualTo(Code.FAILED_PRECONDITION);
  }

  @Test
  void onlyThePlatformMay() {
    var user =
        admin
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId("ada")
                    .setName("k")
                    .addPermissions("admin:*")
                    .build());
    var service = admin.providerKeys(Secret.of(user.getApiKey()));
    var off = DisableProviderRequest.newBuilder().setProvider("openai").build();
    var on = EnableProviderRequest.newBuilder().setProvider("openai").build();
    assertThat(refused(() -> service.disableProvider(off)).getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
    assertThat(refused(() -> service.enableProvider(on)).getCode())
        .isEqualTo(Code.PERMISSION_DENIED);
  }
}
