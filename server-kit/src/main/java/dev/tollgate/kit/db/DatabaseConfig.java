package dev.tollgate.kit.db;

import dev.tollgate.kit.config.Default;
import dev.tollgate.kit.config.Secret;
import java.util.regex.Pattern;
import org.postgresql.Driver;

/**
 * Where the database is.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}, without a password
 * @param poolSize connections at most, 1 to 100
 */
public record DatabaseConfig(
    String url, String user, Secret password, @Default("10") int poolSize) {
  private static final Pattern PASSWORD = Pattern.compile("[?&](ssl)?password=");

  public DatabaseConfig {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException("url must start with jdbc:postgresql:");
    }
    if (Driver.parseURL(url, null) == null) {
      throw new IllegalArgumentException("url must be jdbc:postgresql://HOST:PORT/DATABASE");
    }
    if (PASSWORD.matcher(url).find()) {
      throw new IllegalArgumentException(
          "url must not have a password, as it is shown wherever the configuration is; the"
              + " database's goes into password, and the key of sslkey must have none");
    }
    if (poolSize < 1 || poolSize > 100) {
      throw new IllegalArgumentException("pool_size must be between 1 and 100");
    }
  }

  public DatabaseConfig withPoolSize(int size) {
    return new DatabaseConfig(url, user, password, size);
  }
}
