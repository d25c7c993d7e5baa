package dev.tollgate.authz.providers;

import java.sql.SQLException;
import java.util.List;

/** The platform's keys at the providers in the database. */
public interface StoredKeys {
  /**
   * All of them, as of one moment. Blocks.
   *
   * @throws SQLException if the database cannot be asked in time
   */
  List<StoredKey> all() throws SQLException;
}
