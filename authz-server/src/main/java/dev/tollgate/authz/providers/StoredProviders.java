package dev.tollgate.authz.providers;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** What the database says about providers. */
public interface StoredProviders {
  /**
   * The platform's keys at them, as of one moment. Blocks.
   *
   * @throws SQLException if the database cannot be asked in time
   */
  List<StoredKey> keys() throws SQLException;

  /**
   * The names of those that are switched off, as of one moment. Blocks.
   *
   * @throws SQLException if the database cannot be asked in time
   */
  Set<String> disabled() throws SQLException;
}
