package dev.tollgate.authz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.ConfigException;
import dev.tollgate.kit.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys a server must have, and which it must not, by its role. */
final class RolesTest {
  private static final String EVERY_ROLE =
      """
      observe: {listen: "127.0.0.1:9193"}
      database: {url: "jdbc:postgresql://127.0.0.1/tollgate", user: u, password: "env:S"}
      keys: {tag_secrets: ["env:S"], peppers: ["env:P"]}
      """;
  private static final String DATA_PATH =
      """
      check: {listen: "unix:check.sock"}
      journal: {directory: journal}
      usage_log: {path: usage.jsonl, state_directory: state}
      envoy: {admin: "unix:envoy.sock"}
      """;
  private static final String ADMIN =
      """
      admin: {listen: "127.0.0.1:9192", key: "env:A"}
      """;

  @TempDir private Path directory;

  private AuthzConfig load(String role, String ledgerTokens, String yaml)
      throws IOException, ConfigException {
    var ledger = "ledger: {targets: [\"127.0.0.1:9291\"]" + ledgerTokens + "}\n";
    var file = Files.writeString(directory.resolve("authz.yaml"), EVERY_ROLE + ledger + yaml);
    var secrets =
        Map.of("S", "s".repeat(40), "P", "p".repeat(40), "A", "pk_admin_" + "a".repeat(43));
    var environment = new HashMap<>(secrets);
    environment.put("TOLLGATE_AUTHZ_ROLE", role);
    return ConfigLoader.load(AuthzConfig.class, file, "TOLLGATE_AUTHZ", environment);
  }

  @Test
  void eachRoleStartsWithItsOwnKeysAlone() throws Exception {
    var check = load("check", ", replica_token: \"env:S\"", DATA_PATH);
    assertThat(check.dataPath()).isPresent();
    assertThat(check.administration()).isEmpty();
    assertThat(check.listens()).isEqualTo("Check on unix:" + directory.resolve("check.sock"));
    assertThat(check.summary()).contains("role      check", "admin     none");
    var admin = load("admin", ", admin_token: \"env:S\"", ADMIN);
    assertThat(admin.dataPath()).isEmpty();
    assertThat(admin.administration()).isPresent();
    assertThat(admin.listens()).isEqualTo("admin on 127.0.0.1:9192");
    assertThat(admin.summary()).contains("role      admin", "Check     none");
    var all = load("all", ", replica_token: \"env:S\", admin_token: \"env:S\"", DATA_PATH + ADMIN);
    assertThat(all.dataPath()).isPresent();
    assertThat(all.administration()).isPresent();
  }

  @Test
  void whatIsMissingIsNamed() {
    refused(
        "all",
        "",
        ADMIN,
        "role all needs check, journal, usage_log, envoy, ledger.replica_token,"
            + " ledger.admin_token: add it");
    refused(
        "check",
        ", replica_token: \"env:S\"",
        "",
        "role check needs check, journal, usage_log, envoy: add it");
    refused("admin", "", "", "role admin needs admin, ledger.admin_token: add it");
  }

  @Test
  void whatTheOtherRoleAloneMayHoldIsRefused() {
    refused(
        "check",
        ", replica_token: \"env:S\", admin_token: \"env:S\"",
        DATA_PATH + ADMIN,
        "role check has no use for admin, ledger.admin_token: leave it out");
    refused(
        "admin",
        ", replica_token: \"env:S\"",
        DATA_PATH + ADMIN,
        "role admin needs ledger.admin_token: add it, and has no use for check, journal, usage_log,"
            + " envoy, ledger.replica_token: leave it out");
  }

  private void refused(String role, String ledgerTokens, String yaml, String problem) {
    var refusal = catchThrowableOfType(ConfigException.class, () -> load(role, ledgerTokens, yaml));
    assertThat(refusal.problems()).containsExactly(problem);
  }

  @Test
  void anUnknownRoleIsRefused() {
    var refusal =
        catchThrowableOfType(ConfigException.class, () -> load("sidecar", "", DATA_PATH + ADMIN));
    assertThat(refusal.problems())
        .singleElement()
        .asString()
        .startsWith("role: ")
        .contains("all, check, admin");
  }
}
