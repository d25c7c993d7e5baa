package dev.tollgate.authz.authn.apikey;

import static java.util.Arrays.asList;

import dev.tollgate.authz.authn.AllowedAddresses;
import dev.tollgate.authz.authn.AllowedModels;
import dev.tollgate.authz.authn.Restrictions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a key's restrictions from its row. A null column restricts nothing, an empty list allows
 * nothing.
 */
final class JdbcRestrictions {
  private static final Logger log = LoggerFactory.getLogger(JdbcRestrictions.class);
  private static final String COST = "request_cost_max_nanocredits";

  private JdbcRestrictions() {}

  /** The restrictions; null, and a line in the log, if a column cannot be understood. */
  static @Nullable Restrictions read(ResultSet rows, String keyId) throws SQLException {
    var models = list(rows, keyId, "allowed_models", AllowedModels.ANY, AllowedModels::of);
    var addresses = list(rows, keyId, "allowed_ips", AllowedAddresses.ANY, AllowedAddresses::of);
    long costMax = rows.getLong(COST);
    boolean capped = !rows.wasNull();
    if (capped && costMax < 0) {
      unreadable(keyId, COST, "it must be 0 or more, but is " + costMax);
      return null;
    }
    return models == null || addresses == null
        ? null
        : new Restrictions(models, addresses, capped ? costMax : Long.MAX_VALUE);
  }

  private static <T> @Nullable T list(
      ResultSet rows, String keyId, String column, T any, Function<List<String>, T> parse)
      throws SQLException {
    var array = rows.getArray(column);
    if (array == null) {
      return any;
    }
    if (!(array.getArray() instanceof String[] entries) || asList(entries).contains(null)) {
      unreadable(keyId, column, "it must be a list of one dimension without nulls");
      return null;
    }
    try {
      return parse.apply(List.of(entries));
    } catch (IllegalArgumentException e) {
      unreadable(keyId, column, e.getMessage());
      return null;
    }
  }

  private static void unreadable(String keyId, String column, @Nullable String problem) {
    log.error("Key {} is refused until authz.api_key.{} is corrected: {}", keyId, column, problem);
  }
}
