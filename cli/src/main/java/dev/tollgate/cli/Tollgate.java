package dev.tollgate.cli;

import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The command line: which commands there are. */
@Command(
    name = "tollgate",
    description = "Keys, credits and usage of a Tollgate.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  TOLLGATE_ADMIN_GRPC   authz-server's admin port, for example 127.0.0.1:9192",
      "  TOLLGATE_ADMIN_KEY    the admin key",
      "",
      "Exit codes: 0 done; 1 refused, failed, or the ledger does not hold; 2 the command is wrong;",
      "3 a bill differs."
    })
public final class Tollgate extends HelpOption {
  @Command(
      name = "org",
      synopsisSubcommandLabel = "COMMAND",
      description = "Make, list, suspend and resume organizations.")
  private static final class Organizations extends HelpOption {}

  @Command(
      name = "user",
      synopsisSubcommandLabel = "COMMAND",
      description = "Make, suspend and resume users.")
  private static final class Users extends HelpOption {}

  @Command(
      name = "plan",
      synopsisSubcommandLabel = "COMMAND",
      description = "List and change plans.")
  private static final class Plans extends HelpOption {}

  @Command(
      name = "key",
      synopsisSubcommandLabel = "COMMAND",
      description = "Issue, list, restrict, rotate and revoke keys.")
  private static final class Keys extends HelpOption {}

  @Command(
      name = "credits",
      synopsisSubcommandLabel = "COMMAND",
      description = "Grant, withdraw and correct credits, and show balances.")
  private static final class Credit extends HelpOption {}

  @Command(
      name = "budget",
      synopsisSubcommandLabel = "COMMAND",
      description = "Limit credits and requests per day, week or month.")
  private static final class Budgets extends HelpOption {}

  @Command(
      name = "usage",
      synopsisSubcommandLabel = "COMMAND",
      description = "Show what was charged, and why.")
  private static final class Usages extends HelpOption {}

  @Command(
      name = "prices",
      synopsisSubcommandLabel = "COMMAND",
      description = "Publish and show price books.")
  private static final class Prices extends HelpOption {}

  @Command(name = "audit", synopsisSubcommandLabel = "COMMAND", description = "Show who did what.")
  private static final class Audit extends HelpOption {}

  @Command(
      name = "import",
      synopsisSubcommandLabel = "COMMAND",
      description = "Take over what another system has.")
  private static final class Imports extends HelpOption {}

  @Command(
      name = "provider",
      synopsisSubcommandLabel = "COMMAND",
      description = "The platform's keys at the providers, and whether requests go there.")
  private static final class Providers extends HelpOption {}

  @Command(
      name = "byok",
      synopsisSubcommandLabel = "COMMAND",
      description = "Manage keys at providers that users and organizations bring along.")
  private static final class Byok extends HelpOption {}

  @Command(
      name = "encryption",
      synopsisSubcommandLabel = "COMMAND",
      description = "Show and change what secrets in the database are encrypted with.")
  private static final class Encryption extends HelpOption {}

  private Tollgate() {}

  public static void main(String[] args) {
    var session =
        new Session(
            System.getenv(), System.in, System.out, System.err, () -> UUID.randomUUID().toString());
    System.exit(run(session, args));
  }

  /** Runs one command and returns its exit code. */
  static int run(Session session, String... args) {
    var organizations =
        new CommandLine(new Organizations())
            .addSubcommand(new OrganizationCreate(session))
            .addSubcommand(new OrganizationList(session))
            .addSubcommand(new OrganizationShow(session))
            .addSubcommand(new OrganizationUpdate(session))
            .addSubcommand(new OrganizationStatus.Suspend(session))
            .addSubcommand(new OrganizationStatus.Resume(session));
    var plans =
        new CommandLine(new Plans())
            .addSubcommand(new PlanList(session))
            .addSubcommand(new PlanSet(session));
    var users =
        new CommandLine(new Users())
            .addSubcommand(new UserCreate(session))
            .addSubcommand(new UserStatus.Suspend(session))
            .addSubcommand(new UserStatus.Resume(session))
            .addSubcommand(new UserRevokeKeys(session));
    var keys =
        new CommandLine(new Keys())
            .addSubcommand(new KeyCreate(session))
            .addSubcommand(new KeyList(session))
            .addSubcommand(new KeyUpdate(session))
            .addSubcommand(new KeyRotate(session))
            .addSubcommand(new KeyClose(session))
            .addSubcommand(new KeyRevoke(session));
    var credits =
        new CommandLine(new Credit())
            .addSubcommand(new CreditsGrant(session))
            .addSubcommand(new CreditsWithdraw(session))
            .addSubcommand(
                new CommandLine(new CreditsCorrect(session))
                    .setUnmatchedOptionsArePositionalParams(true)) // -10 is an amount
            .addSubcommand(new CreditsGrants(session))
            .addSubcommand(new CreditsShow(session));
    var budgets =
        new CommandLine(new Budgets())
            .addSubcommand(new BudgetSet(session))
            .addSubcommand(new BudgetList(session))
            .addSubcommand(new BudgetRemove(session))
            .addSubcommand(new BudgetTimeZone(session));
    var usage =
        new CommandLine(new Usages())
            .addSubcommand(new UsageList(session))
            .addSubcommand(new UsageDark(session))
            .addSubcommand(new UsageReport(session))
            .addSubcommand(new UsageReconcile(session))
            .addSubcommand(new UsageExport(session));
    var prices =
        new CommandLine(new Prices())
            .addSubcommand(new PricesPublish(session))
            .addSubcommand(new PricesList(session))
            .addSubcommand(new PricesShow(session));
    var audit = new CommandLine(new Audit()).addSubcommand(new AuditList(session));
    var imports =
        new CommandLine(new Imports())
            .addSubcommand(new ImportKeys(session))
            .addSubcommand(new ImportBalances(session))
            .addSubcommand(new ImportProviderKeys(session));
    var providers =
        new CommandLine(new Providers())
            .addSubcommand(new ProviderStatus(session))
            .addSubcommand(new ProviderSetKey(session))
            .addSubcommand(new ProviderRemoveKey(session))
            .addSubcommand(new ProviderTestKey(session))
            .addSubcommand(new ProviderActivity.Disable(session))
            .addSubcommand(new ProviderActivity.Enable(session));
    var byok =
        new CommandLine(new Byok())
            .addSubcommand(new ByokList(session))
            .addSubcommand(new ByokAdd(session))
            .addSubcommand(new ByokTestKey(session))
            .addSubcommand(new ByokRemove(session))
            .addSubcommand(new ByokProviders(session));
    var encryption =
        new CommandLine(new Encryption())
            .addSubcommand(new EncryptionStatus(session))
            .addSubcommand(new EncryptionRewrap(session));
    return new CommandLine(new Tollgate())
        .addSubcommand(organizations)
        .addSubcommand(plans)
        .addSubcommand(users)
        .addSubcommand(keys)
        .addSubcommand(credits)
        .addSubcommand(budgets)
        .addSubcommand(usage)
        .addSubcommand(prices)
        .addSubcommand(audit)
        .addSubcommand(imports)
        .addSubcommand(providers)
        .addSubcommand(byok)
        .addSubcommand(encryption)
        .addSubcommand(new RevocationShow(session))
        .addSubcommand(new VerifyLedger(session))
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setOut(session.outWriter())
        .setErr(session.errWriter())
        .setExecutionExceptionHandler(new Failures(session))
        .execute(args);
  }
}
