package dev.tollgate.authz.providers;

import dev.tollgate.authz.authn.apikey.JdbcChangeConnection;
import dev.tollgate.authz.sealing.Sealed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@link StoredKeys} in schema {@code authz}, over the connection that follows changes. */
public final class JdbcStoredKeys implements StoredKeys {
  private static final String ALL =
      "SELECT provider, id, sealed_with, ciphertext FROM authz.provider_key ORDER BY provider";

  private final JdbcChangeConnection connection;

  public JdbcStoredKeys(JdbcChangeConnection connection) {
    this.connection = connection;
  }

  @Override
  public List<StoredKey> all() throws SQLException {
    return connection.ask(JdbcStoredKeys::all);
  }

  private static List<StoredKey> all(Connection connection) throws SQLException {
    try (var select = connection.prepareStatement(ALL);
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
}
