package dev.tollgate.kit.db;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.Secret;

/**
 * Where the database is.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}
 * @param poolSize connections at most, 1 to 100
 */
public record DatabaseConfig(
    String url, String user, Secret password, @Default("10") int poolSize) {
  public DatabaseConfig {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("url must start with jdbc:postgresql:");
    }
    if (poolSize < 1 || poolSize > 100) {
      throw new IllegalArgumentException("pool_size must be between 1 and 100");
    }
  }

  public DatabaseConfig withPoolSize(int size) {
    return new DatabaseConfig(url, user, password, size);
  }
}
