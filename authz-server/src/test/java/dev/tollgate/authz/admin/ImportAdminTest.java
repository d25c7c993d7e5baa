package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.OldRows.BCRYPT;
import static dev.tollgate.authz.admin.OldRows.bcrypt;
import static dev.tollgate.authz.admin.OldRows.organization;
import static dev.tollgate.authz.admin.OldRows.ownKey;
import static dev.tollgate.authz.admin.OldRows.row;
import static dev.tollgate.authz.admin.OldRows.time;
import static dev.tollgate.authz.admin.OldRows.userKey;
import static dev.tollgate.authz.admin.OldRows.wholeSystem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportOutcome;
import dev.tollgate.proto.admin.v1.ImportRow;
import dev.tollgate.proto.admin.v1.ImportedOrganization;
import dev.tollgate.proto.admin.v1.ListOrganizationKeysRequest;
import dev.tollgate.proto.admin.v1.ListUserKeysRequest;
import dev.tollgate.proto.admin.v1.OrganizationKey;
import dev.tollgate.proto.admin.v1.UserKey;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ImportAdminTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final TestAdmin admin = new TestAdmin();

  ImportAdminTest() throws IOException {}

  @AfterEach
  void close() {
    admin.close();
  }

  private List<ImportOutcome> importRows(boolean dryRun, ImportRow... rows) {
    var request =
        ImportKeysRequest.newBuilder()
            .setSource("old")
            .setDryRun(dryRun)
            .addAllRows(List.of(rows))
            .build();
    return admin.keys().importKeys(request).getOutcomesList();
  }

  private List<String> results(boolean dryRun, ImportRow... rows) {
    return importRows(dryRun, rows).stream().map(ImportOutcome::getResult).toList();
  }

  /** Field and reason of each problem of a row that must be refused. */
  private List<String> problems(ImportRow row) {
    var outcome = importRows(false, row).getFirst();
    assertThat(outcome.getResult()).isEqualTo("refused");
    return outcome.getProblemsList().stream()
        .map(problem -> problem.getField() + " " + problem.getReason())
        .toList();
  }

  private long changes() throws SQLException {
    return Long.parseLong(admin.query("SELECT n FROM authz.change_head").getFirst());
  }

  private List<String> everything() throws SQLException {
    return admin.query(
        """
        SELECT to_jsonb(o)::text FROM authz.organization o UNION ALL SELECT to_jsonb(u)::text FROM authz.app_user u
        UNION ALL SELECT to_jsonb(k)::text FROM authz.api_key k UNION ALL SELECT to_jsonb(i)::text FROM authz.imported i
        UNION ALL SELECT to_jsonb(a)::text FROM authz.audit_event a UNION ALL SELECT n::text FROM authz.change_head
        ORDER BY 1
        """);
  }

  @Test
  void aWholeSystemIsTakenOverOnceAndTheSecondTimeNothingChanges() throws Exception {
    assertThat(results(false, wholeSystem())).hasSize(7).containsOnly("imported");
    assertThat(
            admin.query(
                """
                SELECT concat_ws(' ', k.family, k.user_id, o.slug, k.environment, k.permissions, k.allowed_ips)
                FROM authz.api_key k JOIN authz.organization o ON o.id = k.organization_id ORDER BY 1
                """))
        .containsExactly(
            "organization acme live {*}",
            "service presenton-service {*} {10.0.0.0/8}",
            "user ada@example.org default {llm:inference}",
            "user bob acme {admin:*,llm:inference}");
    assertThat(changes()).as("one entry for the batch").isEqualTo(1);
    assertThat(admin.keys().listUserKeys(ListUserKeysRequest.getDefaultInstance()).getKeysList())
        .as("listed like all others")
        .extracting(UserKey::getStatus)
        .containsExactly("active", "active");
    assertThat(
            admin
                .keys()
                .listOrganizationKeys(ListOrganizationKeysRequest.getDefaultInstance())
                .getKeysList())
        .extracting(OrganizationKey::getPrefix)
        .containsExactlyInAnyOrder("pk_live_", "sk-prese");
    var before = everything();
    assertThat(results(false, wholeSystem())).containsOnly("unchanged");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aDryRunJudgesAndChangesNothing() throws Exception {
    var before = everything();
    assertThat(results(true, wholeSystem())).containsOnly("imported");
    assertThat(results(true, row(userKey("1").setKeyHash("x")))).containsExactly("refused");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void onlyARevocationIsTakenOverLater() throws Exception {
    importRows(false, row(userKey("1")));
    long imported = changes();
    var revoked = userKey("1").setRevokedAt(time(NOW)).addPermissions("*").setName("other");
    assertThat(results(false, row(revoked))).containsExactly("revoked");
    assertThat(admin.query("SELECT concat(revoked_reason, name, permissions) FROM authz.api_key"))
        .containsExactly("revoked in oldlaptop{llm:inference}");
    assertThat(changes()).isGreaterThan(imported);
    assertThat(results(false, row(revoked))).containsExactly("unchanged");
    assertThat(results(false, row(userKey("1")))).as("never back").containsExactly("unchanged");
    assertThat(problems(row(userKey("1").setKeyHash(bcrypt("9")))).toString())
        .contains("key_hash is another one");
  }

  @Test
  void whatCannotBeTakenIsRefusedByNameAndHoldsUpNoOtherRow() throws Exception {
    importRows(false, organization("1", "acme", false));
    var bad =
        List.of(
            userKey("x").setKeyHash(BCRYPT.substring(1)),
            userKey("x").setKeyHash(BCRYPT + "x"),
            userKey("x").setKeyHash(BCRYPT.replace("$12$", "$15$")),
            userKey("x").setKeyHash(BCRYPT.replace("$2b$", "$2x$")),
            userKey("x").setKeyHash(BCRYPT.replace("K", "!")),
            userKey("x").setKeyHash("z".repeat(64)),
            userKey("x").setKeyPrefix("uc"),
            userKey("x").setUserId(""),
            userKey("x").setOrganizationId("nobody"),
            userKey("x").clearPermissions(),
            userKey("x").addPermissions("Everything"),
            userKey("x").addPermissions("platform:*"),
            userKey("x").setExpiresAt(time(NOW)),
            userKey("x").addAllowedIps("10.0.0.0"),
            ownKey("x", "", "pk_live_old"),
            ownKey("x", "1", "sk-acme-service-key-2025"),
            ownKey("x", "1", "sk-acme-service-key-2025").setKeyPrefix("hidden"),
            ownKey("x", "1", "sk-acme-x").setAcceptGuessable(true),
            ownKey("x", "1", "sk-acme-x").setAcceptGuessable(true).addAllowedIps("0.0.0.0/0"));
    var reasons = new ArrayList<String>();
    for (var key : bad) {
      reasons.add(String.join("; ", problems(row(key))));
    }
    assertThat(reasons)
        .containsExactly(
            "key_hash must be bcrypt, or SHA-256 as 64 hex digits: it is neither",
            "key_hash of bcrypt must have 60 characters",
            "key_hash of bcrypt must have a cost from 4 to 14",
            "key_hash of bcrypt must begin with $2a$, $2b$ or $2y$",
            "key_hash of bcrypt has characters that no such hash has",
            "key_hash must be bcrypt, or SHA-256 as 64 hex digits: it is neither",
            "key_prefix must be the first 6 to 32 characters of the key, or bcrypt cannot find it",
            "user_id must have 1 to 255 characters, none of them control characters",
            "organization_id is no organization that was imported from this source",
            "permissions are none: the key could do nothing",
            "permissions must each be * or like llm:inference",
            "permissions must not reach other organizations: platform:* is given here, never"
                + " imported",
            "expires_at is over: the key would be refused",
            "allowed_ips `10.0.0.0` is no network: write it like 10.0.0.0/8 or 2001:db8::/32",
            "organization_id is empty: whose key is it?",
            guessable(),
            guessable(),
            guessable(),
            "allowed_ips must not hold every address");
    assertThat(results(false, row(bad.getFirst()), row(userKey("y"))))
        .containsExactly("refused", "imported");
  }

  private static String guessable() {
    return "key_prefix is that of a key that can be guessed: replace the key, or accept it with the"
        + " networks that it is used from";
  }

  @Test
  void whatOnlyTheDatabaseRefusesIsOneRefusedRow() {
    var hostBits = userKey("1").addAllowedIps("10.0.0.1/8");
    assertThat(problems(row(hostBits)).toString()).contains("the database refuses its values");
    assertThat(results(false, row(hostBits), row(userKey("2"))))
        .containsExactly("refused", "imported");
  }

  @Test
  void theSameHashTwiceIsOneKey() {
    assertThat(results(false, row(userKey("1")), row(userKey("2").setKeyHash(bcrypt("1")))))
        .containsExactly("imported", "refused");
    var elsewhere =
        ImportKeysRequest.newBuilder()
            .setSource("copy")
            .addRows(row(userKey("7").setKeyHash(bcrypt("1"))));
    assertThat(admin.keys().importKeys(elsewhere.build()).getOutcomes(0).getResult())
        .as("another copy of the same system")
        .isEqualTo("unchanged");
  }

  @Test
  void asManyKeysMayBeginAlikeAsAreCompared() {
    var rows = new ArrayList<ImportRow>();
    for (int i = 10; i < 21; i++) {
      rows.add(row(userKey(String.valueOf(i))));
    }
    var results = results(false, rows.toArray(ImportRow[]::new));
    assertThat(results.subList(0, 10)).containsOnly("imported");
    assertThat(results.getLast()).isEqualTo("refused");
  }

  @Test
  void anOrganizationThatIsHereAlreadyIsTakenToBeTheSame() throws Exception {
    importRows(false, row(userKey("1"))); // makes "default"
    assertThat(results(false, organization("old-default", "default", false)))
        .containsExactly("unchanged");
    assertThat(results(false, row(ownKey("1", "old-default", "pk_live_old"))))
        .containsExactly("imported");
    assertThat(problems(organization("s", "default", true)).toString()).contains("no service");
    var planned =
        ImportRow.newBuilder()
            .setOrganization(
                ImportedOrganization.newBuilder().setOldId("p").setSlug("p").setPlan("platinum"));
    assertThat(problems(planned.build()).toString()).contains("tollgate plan set platinum");
  }

  @Test
  void onlyThePlatformImports() {
    var own =
        admin
            .keys()
            .createUserKey(
                CreateUserKeyRequest.newBuilder()
                    .setUserId("admin")
                    .setName("k")
                    .addPermissions("admin:*")
                    .build());
    var failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                admin
                    .keys(Secret.of(own.getApiKey()))
                    .importKeys(ImportKeysRequest.newBuilder().setSource("old").build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
  }
}
