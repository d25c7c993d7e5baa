package dev.tollgate.authz.admin;

import dev.tollgate.proto.admin.v1.Plan;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Plans in schema {@code authz}. */
final class JdbcPlans {
  private static final String PLANS =
      "SELECT id, requests_per_minute, requests_per_month, max_api_keys, updated_at FROM"
          + " authz.plan ";

  private final Jdbi jdbi;

  JdbcPlans(DataSource database) {
    this.jdbi = Jdbi.create(database);
  }

  List<Plan> list() {
    return jdbi.withHandle(handle ->
        handle
            .createQuery(PLANS + "ORDER BY max_api_keys NULLS LAST, id")
            .map((rows, context) -> plan(rows))
            .list());
  }

  /** Makes a plan, or changes it into this one. */
  Plan put(Caller caller, Plan plan, Instant now) {
    var sql =
        """
        INSERT INTO authz.plan (id, requests_per_minute, requests_per_month, max_api_keys, updated_at)
        VALUES (:id, :minute, :month, :keys, :now)
        ON CONFLICT (id) DO UPDATE SET requests_per_minute = :minute, requests_per_month = :month,
          max_api_keys = :keys, updated_at = :now
        """;
    return jdbi.inTransaction(handle -> {
      handle
          .createUpdate(sql)
          .bind("id", plan.getName())
          .bind("minute", plan.hasRequestsPerMinute() ? plan.getRequestsPerMinute() : null)
          .bind("month", plan.hasRequestsPerMonth() ? plan.getRequestsPerMonth() : null)
          .bind("keys", plan.hasMaxApiKeys() ? plan.getMaxApiKeys() : null)
          .bind("now", JdbcTimes.of(now))
          .execute();
      JdbcAudit.write(handle, caller, "plan.changed", plan.getName(), null, now);
      return find(handle, plan.getName()).orElseThrow();
    });
  }

  /** Whether there is a plan of this name. */
  boolean exists(String name) {
    return jdbi.withHandle(handle -> find(handle, name).isPresent());
  }

  private static Optional<Plan> find(Handle handle, String name) {
    return handle
        .createQuery(PLANS + "WHERE id = :id")
        .bind("id", name)
        .map((rows, context) -> plan(rows))
        .findOne();
  }

  private static Plan plan(ResultSet rows) throws SQLException {
    var plan =
        Plan.newBuilder()
            .setName(rows.getString("id"))
            .setUpdatedAt(Issuing.timestamp(JdbcTimes.instant(rows, "updated_at")));
    int minute = rows.getInt("requests_per_minute");
    if (!rows.wasNull()) {
      plan.setRequestsPerMinute(minute);
    }
    long month = rows.getLong("requests_per_month");
    if (!rows.wasNull()) {
      plan.setRequestsPerMonth(month);
    }
    int keys = rows.getInt("max_api_keys");
    if (!rows.wasNull()) {
      plan.setMaxApiKeys(keys);
    }
    return plan.build();
  }
}
