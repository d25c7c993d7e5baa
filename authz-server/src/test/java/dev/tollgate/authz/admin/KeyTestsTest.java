package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tollgate.authz.providers.KeyProbe;
import dev.tollgate.authz.providers.KeySource;
import dev.tollgate.authz.providers.ProviderKeySettings;
import dev.tollgate.authz.providers.ProviderSamples;
import dev.tollgate.authz.sealing.EncryptionConfig;
import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.ListProviderKeysRequest;
import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.SetProviderKeyRequest;
import dev.tollgate.proto.admin.v1.TestProviderKeyRequest;
import io.grpc.Status.Code;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys are tested at a provider that knows one of them. */
final class KeyTestsTest {
  private static final String GOOD = "sk-planted-good-one";

  private final List<String> presented = new CopyOnWriteArrayList<>();
  private HttpServer provider;
  private ProviderKeySettings settings;
  private TestAdmin admin;

  @BeforeEach
  void start() throws Exception {
    provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    provider.createContext(
        "/v1/models",
        exchange -> {
          var bearer = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
          presented.add(bearer);
          exchange.sendResponseHeaders(bearer.equals("Bearer " + GOOD) ? 200 : 401, -1);
          exchange.close();
        });
    provider.start();
    settings =
        new ProviderKeySettings(
            ProviderSamples.openAiAt("http://127.0.0.1:" + provider.getAddress().getPort() + "/v1"),
            KeySource.HYBRID,
            new EncryptionConfig(List.of(Secret.of("kek_" + "k".repeat(43)))).sealer());
    admin = new TestAdmin(settings);
  }

  @AfterEach
  void stop() {
    admin.close();
    provider.stop(0);
  }

  private void set(String key) {
    var request = SetProviderKeyRequest.newBuilder().setProvider("openai").setKey(key).build();
    var _ = admin.providerKeys().setProviderKey(request);
  }

  private ProviderKey test() {
    return admin
        .providerKeys()
        .testProviderKey(TestProviderKeyRequest.newBuilder().setProvider("openai").build())
        .getKey();
  }

  private ProviderKey state() {
    return admin
        .providerKeys()
        .listProviderKeys(ListProviderKeysRequest.getDefaultInstance())
        .getKeys(0);
  }

  @Test
  void theKeyInUseIsTestedAndTheResultIsOfThatKeyAlone() {
    assertThat(test().getTestStatus()).as("the configuration's").isEqualTo("invalid");
    set(GOOD);
    assertThat(state().getTestStatus()).as("another key").isEqualTo("untested");
    var tested = test();
    assertThat(tested.getTestStatus()).isEqualTo("valid");
    assertThat(tested.getTestHttpStatus()).isEqualTo(200);
    assertThat(tested.getLastTested().getSeconds()).isEqualTo(admin.now.get().getEpochSecond());
    set("sk-planted-bad-one");
    assertThat(test().getTestProblem()).isEqualTo("the provider refuses the key");
    assertThat(state().getTestHttpStatus()).isEqualTo(401);
  }

  @Test
  void whatHasNoKeyCannotBeTested() {
    var request = TestProviderKeyRequest.newBuilder().setProvider("anthropic").build();
    assertThat(
            TestAdmin.failure(() -> admin.providerKeys().testProviderKey(request))
                .getStatus()
                .getCode())
        .isEqualTo(Code.NOT_FOUND);
  }

  @Test
  void howeverManyServersThereAreAKeyIsTestedOnceADay() throws Exception {
    set(GOOD);
    lookAtOnce(4);
    assertThat(presented).filteredOn(key -> key.endsWith(GOOD)).hasSize(1);
    admin.now.updateAndGet(now -> now.plus(Duration.ofHours(23)));
    lookAtOnce(1);
    assertThat(presented).filteredOn(key -> key.endsWith(GOOD)).hasSize(1);
    admin.now.updateAndGet(now -> now.plus(Duration.ofHours(2)));
    lookAtOnce(4);
    assertThat(presented).filteredOn(key -> key.endsWith(GOOD)).hasSize(2);
    assertThat(state().getTestStatus()).isEqualTo("valid");
  }

  private void lookAtOnce(int servers) throws Exception {
    var looks = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < servers; i++) {
      var stored = new JdbcKeyTests(admin.pool());
      var states =
          new ProviderKeyStates(
              settings,
              new JdbcProviderKeys(admin.pool()),
              stored,
              new ProviderActivity(settings.configured(), admin.pool(), admin.now::get),
              admin.now::get);
      var tests = new KeyTests(stored, new KeyProbe(Duration.ofSeconds(10)), admin.now::get);
      var schedule = new KeyTestSchedule(states, tests, admin.now::get);
      looks.add(() -> {
        schedule.testDue();
        schedule.close();
        return true;
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var look : threads.invokeAll(looks)) {
        look.get();
      }
    }
  }
}
