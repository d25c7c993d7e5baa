package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.proto.admin.v1.CreateOrganizationKeyRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment whose admin service is a server of its own, and what a sidecar may not do. */
@ExtendWith(SharedGateway.class)
final class RolesTest {
  private static final String PERMISSION_DENIED = "42501";

  private final Gateway gateway;
  private final OrganizationKeys keys;

  @TempDir private Path directory;

  RolesTest(Gateway gateway) {
    this.gateway = gateway;
    this.keys = new OrganizationKeys(gateway);
  }

  @Test
  void aSidecarAcceptsWhatTheAdminServerMakes() throws Exception {
    var slug = keys.organization();
    try (var admin = new AdminServer(gateway, directory, Map.of());
        var sidecar = new Sidecar(gateway)) {
      admin.awaitReady();
      var request = CreateOrganizationKeyRequest.newBuilder().setOrganization(slug).setName("k");
      var issued = admin.keys().createOrganizationKey(request.build()).getApiKey();
      assertThat(sidecar.use(issued).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aSidecarIndexesAKeyWhosePepperIsGone() throws Exception {
    var key = keys.issue(keys.organization());
    try (var sidecar = new Sidecar(gateway);
        var database = gateway.database();
        var forget =
            database.prepareStatement(
                "UPDATE authz.api_key SET digest = ?, pepper_version = '00000000' WHERE key_id ="
                    + " ?");
        var indexed =
            database.prepareStatement(
                "SELECT pepper_version <> '00000000' FROM authz.api_key WHERE key_id = ?")) {
      forget.setBytes(1, new byte[32]);
      forget.setString(2, keys.id(key));
      assertThat(forget.executeUpdate()).isEqualTo(1);
      assertThat(sidecar.use(key).statusCode()).isEqualTo(200);
      indexed.setString(1, keys.id(key));
      try (var rows = indexed.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getBoolean(1)).as("it has an index again").isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO authz.api_key (key_id) VALUES ('key_1')",
        "DELETE FROM authz.api_key",
        "UPDATE authz.api_key SET permissions = '{platform:*}'",
        "UPDATE authz.api_key SET revoked_at = NULL",
        "UPDATE authz.api_key SET expires_at = NULL",
        "UPDATE authz.organization SET status = 'active'",
        "UPDATE authz.app_user SET status = 'active'",
        "DELETE FROM authz.change_log",
        "SELECT * FROM authz.audit_event",
        "SELECT * FROM authz.plan",
        "SELECT * FROM ledger.account",
        "CREATE TABLE authz.mine (id int)"
      })
  void theDatabaseRefusesASidecarWhatItDoesNotNeed(String sql) throws Exception {
    CheckRole.create(gateway);
    var password = gateway.system.settings().state().resolve("secrets/authz-database-password");
    try (var connection =
            DriverManager.getConnection(
                gateway.system.databaseUrl(), CheckRole.NAME, Files.readString(password, UTF_8));
        var statement = connection.createStatement()) {
      var refusal = catchThrowableOfType(SQLException.class, () -> statement.execute(sql));
      assertThat(refusal.getSQLState()).isEqualTo(PERMISSION_DENIED);
    }
  }
}
