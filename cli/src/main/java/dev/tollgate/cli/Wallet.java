package dev.tollgate.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose credits: one of three ways to name an account. */
final class Wallet {
  @Option(names = "--user", paramLabel = "ID", description = "The wallet of a user.")
  private @Nullable String user;

  @Option(
      names = "--organization",
      paramLabel = "SLUG",
      description = "The wallet of an organization.")
  private @Nullable String organization;

  @Option(names = "--account", paramLabel = "ID", description = "An account by its full id.")
  private @Nullable String account;

  String accountId() {
    if (user != null) {
      return "wallet:user:" + user;
    }
    if (organization != null) {
      return "wallet:organization:" + organization;
    }
    return account == null ? "" : account;
  }

  /** Label for reports on an account that is new; empty where the account is named by its id. */
  String owner() {
    if (user != null) {
      return user;
    }
    return organization == null ? "" : organization;
  }
}
