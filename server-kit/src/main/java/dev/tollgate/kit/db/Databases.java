package dev.tollgate.kit.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** Opens connection pools. */
public final class Databases {
  private static final long CONNECTION_WAIT_MILLIS = 2_000;
  private static final int SOCKET_TIMEOUT_SECONDS = 15;

  private Databases() {}

  /**
   * A pool that starts whether or not the database answers. A connection that cannot be had within
   * 2 s is an {@link java.sql.SQLException}; a database that stays silent for 15 s in mid-statement
   * is one too.
   */
  public static HikariDataSource pool(DatabaseConfig config, String name) {
    var hikari = new HikariConfig();
    hikari.setPoolName(name);
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password().text());
    hikari.setMaximumPoolSize(config.poolSize());
    hikari.setMinimumIdle(Math.min(2, config.poolSize()));
    hikari.setConnectionTimeout(CONNECTION_WAIT_MILLIS);
    hikari.setValidationTimeout(1_000);
    hikari.setInitializationFailTimeout(-1);
    hikari.addDataSourceProperty("ApplicationName", name);
    hikari.addDataSourceProperty("connectTimeout", "2");
    hikari.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(hikari);
  }
}
