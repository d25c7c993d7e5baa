package dev.tollgate.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;

/** Writes the configurations of both servers and the local price books. */
final class Configurations {
  private final Path repository;
  private final SystemSettings settings;
  private final Secrets secrets;

  Configurations(Path repository, SystemSettings settings, Secrets secrets) {
    this.repository = repository;
    this.settings = settings;
    this.secrets = secrets;
  }

  Path writeLedger(int number) throws IOException {
    var prices =
        new LocalPriceBooks(repository, directory())
            .write().stream()
                .map(file -> '"' + file.toString() + '"')
                .collect(Collectors.joining(", "));
    var yaml =
        """
        listen: "127.0.0.1:%d"
        observe: {listen: "127.0.0.1:%d"}
        database: {url: "%s", user: tollgate_ledger, password: "%s"}
        callers:
          - {name: authz-1, role: replica, token: "%s"}
          - {name: authz-1-admin, role: admin, token: "%s"}
        prices: [%s]
        """
            .formatted(
                settings.ports().ledger(number),
                settings.ports().ledgerObserve(number),
                databaseUrl(),
                reference("ledger-database-password", ""),
                reference("replica-token", ""),
                reference("ledger-admin-token", ""),
                prices);
    return Files.writeString(directory().resolve("ledger-" + (number + 1) + ".yaml"), yaml);
  }

  Path writeAuthz(LocalProviders providers) throws IOException {
    var targets = new StringBuilder();
    for (int i = 0; i < settings.ledgers(); i++) {
      targets.append(i == 0 ? "" : ", ").append("\"127.0.0.1:");
      targets.append(settings.ports().ledger(i)).append('"');
    }
    var yaml =
        """
        check: {listen: "unix:%s"}
        admin: {listen: "127.0.0.1:%d", rest_listen: "unix:%s", key: "%s"}
        observe: {listen: "127.0.0.1:%d"}
        database: {url: "%s", user: tollgate_authz, password: "%s"}
        ledger: {targets: [%s], replica_token: "%s", admin_token: "%s"}
        keys: {tag_secrets: ["%s"], peppers: ["%s"]}
        providers: %s
        provider_keys: {source: hybrid}
        byok: {providers: [%s]}
        encryption: {keys: ["%s"]}
        journal: {directory: "%s"}
        usage_log: {path: "%s", state_directory: "%s"}
        envoy: {admin: "unix:%s"}
        leases: {request_time_max: "%s", report_delay: "%s", void_after: "%s", opened_after: "%s"}
        """
            .formatted(
                checkSocket(),
                settings.ports().admin(),
                restSocket(),
                reference("admin-key", "pk_admin_"),
                settings.ports().authzObserve(),
                databaseUrl(),
                reference("authz-database-password", ""),
                targets,
                reference("replica-token", ""),
                reference("ledger-admin-token", ""),
                reference("key-tag-secret", ""),
                reference("key-pepper", ""),
                providers.yaml(),
                providers.llms(),
                reference("key-encryption-key", "kek_"),
                settings.state().resolve("journal"),
                usageLog(),
                settings.state().resolve("usage-state"),
                envoyAdminSocket(),
                millis(settings.requestTimeMax()),
                millis(settings.reportDelay()),
                millis(settings.voidAfter()),
                millis(settings.openedAfter()));
    return Files.writeString(directory().resolve("authz.yaml"), yaml);
  }

  private String reference(String name, String prefix) throws IOException {
    secrets.get(name, prefix);
    return secrets.reference(name);
  }

  private static String millis(Duration duration) {
    return duration.toMillis() + "ms";
  }

  String databaseUrl() {
    return "jdbc:postgresql://127.0.0.1:" + settings.ports().postgres() + "/tollgate";
  }

  Path directory() {
    return settings.state().resolve("config");
  }

  Path checkSocket() {
    return settings.state().resolve("check.sock");
  }

  Path restSocket() {
    return settings.state().resolve("admin-rest.sock");
  }

  Path envoyAdminSocket() {
    return settings.state().resolve("envoy-admin.sock");
  }

  Path usageLog() {
    return settings.state().resolve("usage.jsonl");
  }
}
