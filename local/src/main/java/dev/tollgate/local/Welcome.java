package dev.tollgate.local;

import java.util.stream.Collectors;

/** What a person reads, and what scripts source, once the system is ready. */
final class Welcome {
  private Welcome() {}

  static String text(LocalSystem system, String key, long seconds, boolean detached) {
    var url = url(system);
    var memory =
        system.parts().stream()
            .filter(part -> part.name().startsWith("ledger") || part.name().equals("authz"))
            .map(part -> part.name() + " " + part.residentMib() + " MiB")
            .collect(Collectors.joining(", "));
    return """

    READY in %d s: %s (%s)

    API key   %s
    Settings  %s
    Logs      %s
    Upstream  %s

    Paste these. An answer:
      curl %s/v1/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' -d '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}]}'
    A refusal:
      curl -i %s/v1/chat/completions -H 'Authorization: Bearer uc_wrong' -H 'Content-Type: application/json' -d '{"model":"gpt-4o-mini","messages":[]}'
    The balance:
      curl %s/api/v1/llm/credits -H 'Authorization: Bearer %s'

    A key for another user, by the admin API (%s):
      curl %s/api/v1/admin/users/bob@example.org/api-keys -H "Authorization: Bearer $(sed -n 's/^TOLLGATE_ADMIN_KEY=//p' %s)" -d '{"name":"first","expires_in_days":30}'

    Then: ./tollgate key list, ./tollgate credits show --user demo, ./tollgate usage list, ./tollgate verify-ledger
    %s\
    """
        .formatted(
            seconds,
            url,
            memory,
            key,
            system.settings().state().resolve("env"),
            system.settings().state().resolve("logs"),
            system.providers().text(),
            url,
            key,
            url,
            url,
            key,
            adminUrl(system),
            adminUrl(system),
            system.settings().state().resolve("env"),
            detached ? "Stop with ./quickstart --stop" : "Stop with Ctrl-C");
  }

  /** Lines for a shell. */
  static String environment(LocalSystem system, String key) throws java.io.IOException {
    var ports = system.settings().ports();
    return """
    TOLLGATE_URL=%s
    TOLLGATE_API_KEY=%s
    TOLLGATE_ADMIN_URL=%s
    TOLLGATE_ADMIN_GRPC=127.0.0.1:%d
    TOLLGATE_ADMIN_KEY=%s
    TOLLGATE_AUTHZ_METRICS=http://127.0.0.1:%d/metrics
    TOLLGATE_LEDGER_METRICS=http://127.0.0.1:%d/metrics
    TOLLGATE_DATABASE_URL=postgresql://postgres:%s@127.0.0.1:%d/tollgate
    """
        .formatted(
            url(system),
            key,
            adminUrl(system),
            ports.admin(),
            system.adminKey(),
            ports.authzObserve(),
            ports.ledgerObserve(),
            system.databasePassword(),
            ports.postgres());
  }

  private static String adminUrl(LocalSystem system) {
    return "http://127.0.0.1:" + system.settings().ports().adminRest();
  }

  /** Where clients send their requests. */
  static String url(LocalSystem system) {
    return "http://127.0.0.1:" + system.settings().ports().traffic();
  }
}
