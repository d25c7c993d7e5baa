package dev.tollgate.authz.admin;

import static dev.tollgate.authz.admin.TestAdmin.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.kit.config.Secret;
import dev.tollgate.proto.admin.v1.BalanceOutcome;
import dev.tollgate.proto.admin.v1.CreateUserKeyRequest;
import dev.tollgate.proto.admin.v1.CreateUserRequest;
import dev.tollgate.proto.admin.v1.ImportBalancesRequest;
import dev.tollgate.proto.admin.v1.ImportKeysRequest;
import dev.tollgate.proto.admin.v1.ImportedBalance;
import dev.tollgate.proto.ledger.v1.Account;
import dev.tollgate.proto.ledger.v1.GetBalanceRequest;
import io.grpc.Status.Code;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Balances of another system find their wallets here, in the real ledger. */
final class BalanceAdminTest {
  private static TestLedgerAdmin ledger;
  private static TestAdmin admin;

  @BeforeAll
  static void start() throws Exception {
    ledger = new TestLedgerAdmin();
    admin = new TestAdmin(ledger.address(), TestLedgerAdmin.ADMIN);
    admin.organization("acme", false);
    admin.organization("presenton-service", true);
    admin
        .keys()
        .createUser(
            CreateUserRequest.newBuilder().setUserId("ada").setOrganization("acme").build());
    admin
        .keys()
        .importKeys(
            ImportKeysRequest.newBuilder()
                .setSource("old")
                .addRows(OldRows.organization("17", "acme", false))
                .build());
  }

  @AfterAll
  static void stop() {
    admin.close();
    ledger.close();
  }

  private static ImportedBalance.Builder of(long granted, long used) {
    return ImportedBalance.newBuilder().setGrantedNanocredits(granted).setUsedNanocredits(used);
  }

  private static List<BalanceOutcome> importBalances(
      boolean dryRun, ImportedBalance.Builder... rows) {
    var request = ImportBalancesRequest.newBuilder().setSource("old").setDryRun(dryRun);
    for (var row : rows) {
      request.addBalances(row);
    }
    return admin.keys().importBalances(request.build()).getOutcomesList();
  }

  private static Account account(String id) {
    return admin
        .money()
        .getBalance(GetBalanceRequest.newBuilder().setAccount(id).build())
        .getAccount();
  }

  @Test
  void eachBalanceFindsItsWalletAndTheOthersAreRefusedByName() {
    var rows =
        new ImportedBalance.Builder[] {
          of(9, 2).setUserId("ada"),
          of(1, 0).setUserId("nobody"),
          of(100, 40).setOrganizationId("17").setPurchasedNanocredits(100),
          of(10_000, 11).setOrganizationId("18").setSlug("presenton-service"),
          of(5, 0).setOrganizationId("19").setSlug("nowhere"),
          of(5, 0).setOrganizationId("20").setSlug("acme"),
        };
    assertThat(importBalances(true, rows))
        .extracting(BalanceOutcome::getResult)
        .containsExactly("opened", "refused", "opened", "opened", "refused", "refused");
    assertThat(failure(() -> account("wallet:user:ada")).getStatus().getCode())
        .as("nothing is opened by a dry run")
        .isEqualTo(Code.NOT_FOUND);
    var outcomes = importBalances(false, rows);
    assertThat(outcomes)
        .extracting(o -> o.getResult() + " " + o.getWallet() + " " + o.getTier())
        .containsExactly(
            "opened wallet:user:ada free",
            "refused  ",
            "opened wallet:organization:acme free",
            "opened wallet:organization:presenton-service managed",
            "refused  ",
            "refused  ");
    assertThat(outcomes)
        .flatExtracting(BalanceOutcome::getProblemsList)
        .extracting(p -> p.getField() + " " + p.getReason())
        .containsExactly(
            "user_id is no user here: import its keys first, or make it by user create",
            "organization_id is no organization that was imported from this source, and no slug"
                + " here",
            "organization_id is the same wallet as that of 17, which is taken over");
    assertThat(account("wallet:user:ada").getGranted()).isEqualTo(9);
    assertThat(account("wallet:user:ada").getBalance()).isEqualTo(7);
    assertThat(account("wallet:organization:presenton-service").getBalance()).isEqualTo(9_989);
    var again = importBalances(false, rows[0], of(9, 3).setUserId("ada"));
    assertThat(again)
        .extracting(o -> o.getResult() + " " + o.getUsedNanocredits())
        .containsExactly("unchanged 2", "changed 2");
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
    var refused =
        failure(() ->
            admin
                .keys(Secret.of(own.getApiKey()))
                .importBalances(ImportBalancesRequest.newBuilder().setSource("old").build()));
    assertThat(refused.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
  }

  @Test
  void whatIsWrongWithTheCallIsNamed() {
    var request = ImportBalancesRequest.newBuilder().setSource("Old System").build();
    assertThat(failure(() -> admin.keys().importBalances(request))).hasMessageContaining("source");
    assertThat(failure(() -> importBalances(false, of(-1, 0).setUserId("ada"))))
        .hasMessageContaining("granted");
  }
}
