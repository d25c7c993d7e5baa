package dev.tollgate.authz.admin;

import static java.util.stream.Collectors.toMap;

import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Providers that are switched off, in schema {@code authz}. Triggers tell replicas of each change.
 */
final class JdbcDisabledProviders {
  private static final String ALL =
      "SELECT provider, disabled_at, disabled_by FROM authz.disabled_provider";

  private static final String ADD =
      """
      INSERT INTO authz.disabled_provider (provider, disabled_at, disabled_by)
      VALUES (:provider, :now, :actor)
      ON CONFLICT (provider) DO NOTHING
      """;

  private static final String REMOVE =
      "DELETE FROM authz.disabled_provider WHERE provider = :provider";

  private final Jdbi jdbi;

  JdbcDisabledProviders(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  /** Since when a provider is switched off, and by whom. */
  record Disabled(String provider, Instant at, String by) {}

  /** All of them, by name. */
  Map<String, Disabled> all() {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(ALL)
            .map((rows, context) ->
                new Disabled(
                    rows.getString("provider"),
                    JdbcTimes.instant(rows, "disabled_at"),
                    rows.getString("disabled_by")))
            .stream()
            .collect(toMap(Disabled::provider, one -> one)));
  }

  /** Switches a provider off; who did it first stays known. */
  void add(Caller caller, String provider, Instant now) {
    jdbi.useTransaction(handle -> {
      int added =
          handle
              .createUpdate(ADD)
              .bind("provider", provider)
              .bind("now", JdbcTimes.of(now))
              .bind("actor", caller.actor())
              .execute();
      if (added > 0) {
        JdbcAudit.write(handle, caller, "provider.disabled", provider, null, now);
      }
    });
  }

  /** Switches a provider on, which it may be already. */
  void remove(Caller caller, String provider, Instant now) {
    jdbi.useTransaction(handle -> {
      int removed = handle.createUpdate(REMOVE).bind("provider", provider).execute();
      if (removed > 0) {
        JdbcAudit.write(handle, caller, "provider.enabled", provider, null, now);
      }
    });
  }
}
