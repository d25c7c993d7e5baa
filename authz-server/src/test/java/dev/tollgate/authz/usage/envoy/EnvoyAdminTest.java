package dev.tollgate.authz.usage.envoy;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.authz.credits.Settlements.EnvoyBoot;
import dev.tollgate.kit.config.ListenAddress;
import dev.tollgate.kit.grpc.EventLoops;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvoyAdminTest {
  @TempDir private Path directory;
  private EventLoops loops;
  private EnvoyAdmin admin;
  private Path socket;

  @BeforeEach
  void start() {
    loops = EventLoops.start(1, "test");
    socket = directory.resolve("admin.sock");
    admin = new EnvoyAdmin(new ListenAddress.Unix(socket), loops.group());
  }

  @AfterEach
  void stop() {
    admin.close();
    loops.close();
  }

  @Test
  void theBootAndTheLossesAreRead() throws Exception {
    try (var envoy = envoy("boot-1", 3)) {
      assertThat(ask()).isEqualTo(new EnvoyStatus(new EnvoyBoot("envoy-1", "boot-1"), 3, 12, 7));
      assertThat(envoy.asked).hasSize(2);
    }
  }

  @Test
  void theBootIsAskedOnceAConnection() throws Exception {
    try (var envoy = envoy("boot-1", 0)) {
      ask();
      ask();
      ask();
      assertThat(envoy.asked).filteredOn(path -> path.equals("/server_info")).hasSize(1);
      assertThat(envoy.asked).hasSize(4);
    }
  }

  @Test
  void aRestartedEnvoyIsANewBoot() throws Exception {
    try (var _ = envoy("boot-1", 0)) {
      assertThat(ask().envoy().boot()).isEqualTo("boot-1");
    }
    assertThatThrownBy(this::ask).isInstanceOf(ExecutionException.class);
    try (var _ = envoy("boot-2", 0)) {
      assertThat(ask().envoy().boot()).isEqualTo("boot-2");
    }
  }

  @Test
  void nobodyThereFails() {
    assertThatThrownBy(this::ask).isInstanceOf(ExecutionException.class);
  }

  @Test
  void aHungEnvoyFailsInTimeAndIsAskedAnewOnceItAnswers() throws Exception {
    try (var envoy = envoy("boot-1", 0)) {
      ask();
      envoy.hangs = true;
      assertThatThrownBy(this::ask).hasMessageContaining("TimeoutException");
      assertThatThrownBy(this::ask).hasMessageContaining("TimeoutException");
      envoy.hangs = false;
      assertThat(ask().envoy().boot()).isEqualTo("boot-1");
    }
  }

  @Test
  void anEnvoyThatDoesNotSayItsBootFails() throws Exception {
    try (var envoy = envoy("boot-1", 0)) {
      envoy.serverInfo = "{\"node\":{\"id\":\"envoy-1\",\"metadata\":{}}}";
      assertThatThrownBy(this::ask).hasMessageContaining("node.metadata.boot = BOOT_ID");
    }
  }

  @Test
  void anAnswerThatIsNotWhatWasAskedForFails() throws Exception {
    try (var envoy = envoy("boot-1", 0)) {
      envoy.stats = "{\"stats\":[]}";
      assertThatThrownBy(this::ask).hasMessageContaining("lack filesystem.write_failed");
      envoy.stats = "no healthy upstream";
      assertThatThrownBy(this::ask).isInstanceOf(ExecutionException.class);
      envoy.status = "503 Service Unavailable";
      assertThatThrownBy(this::ask).hasMessageContaining("503");
    }
  }

  private EnvoyStatus ask() throws Exception {
    return admin.ask().get(5, SECONDS);
  }

  private UnixHttpServer envoy(String boot, int failed) throws Exception {
    var envoy = new UnixHttpServer(socket);
    envoy.serverInfo =
        """
        {"version":"9e55/1.40.0/Clean/RELEASE/BoringSSL","state":"LIVE",
         "node":{"id":"envoy-1","cluster":"c","metadata":{"boot":"%s"}},"uptime_current_epoch":"3s"}
        """
            .formatted(boot);
    envoy.stats =
        """
        {"stats":[{"name":"filesystem.write_buffered","value":12},
         {"name":"filesystem.reopen_failed","value":0},
         {"name":"filesystem.write_completed","value":12},
         {"name":"filesystem.write_failed","value":%d},
         {"name":"filesystem.write_total_buffered","value":7}]}
        """
            .formatted(failed);
    return envoy;
  }
}
