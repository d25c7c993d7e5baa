package dev.tollgate.authz.providers;

import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.sealing.Sealed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@link StoredProviders} in schema {@code authz}, over the connection that follows changes. */
public final class JdbcStoredProviders implements StoredProviders {
  private static final String KEYS =
      "SELECT provider, id, sealed_with, ciphertext FROM authz.provider_key ORDER BY provider";

  private static final String DISABLED = "SELECT provider FROM authz.disabled_provider";

  private final JdbcChangeConnection connection;

  public JdbcStoredProviders(JdbcChangeConnection connection) {
    this.connection = connection;
  }

  @Override
  public List<StoredKey> keys() throws SQLException {
    return connection.ask(JdbcStoredProviders::keys);
  }

  private static List<StoredKey> keys(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(KEYS);
        var rows = select.executeQuery()) {
      var keys = new ArrayList<StoredKey>();
      while (rows.next()) {
        keys.add(
            new StoredKey(
                rows.getString("provider"),
                rows.getString("id"),
                new Sealed(rows.getString("sealed_with"), rows.getBytes("ciphertext"))));
      }
      return keys;
    }
  }

  @Override
  public Set<String> disabled() throws SQLException {
    return connection.ask(JdbcStoredProviders::disabled);
  }

  private static Set<String> disabled(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(DISABLED);
        var rows = select.executeQuery()) {
      var providers = new HashSet<String>();
      while (rows.next()) {
        providers.add(rows.getString("provider"));
      }
      return providers;
    }
  }
}
