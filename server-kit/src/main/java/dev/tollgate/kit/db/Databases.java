package dev.tollgate.kit.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Opens connections, pooled or not. */
public final class Databases {
  private static final long CONNECTION_WAIT_MILLIS = 2_000;
  private static final int CONNECT_SECONDS_MAX = 2;
  private static final int COMMAND_LOGIN_SECONDS_MAX = 20;
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
    hikari.addDataSourceProperty("connectTimeout", Integer.toString(CONNECT_SECONDS_MAX));
    hikari.addDataSourceProperty("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    return new HikariDataSource(hikari);
  }

  /**
   * Opens a connection for each call, whose owner closes it: for one that is kept, and holds state
   * in the session. What cannot be opened within 2 s is an {@link java.sql.SQLException}; a
   * database that stays silent for 15 s in mid-statement is one too.
   */
  public static DataSource connections(DatabaseConfig config, String name) {
    return connections(config, name, CONNECT_SECONDS_MAX);
  }

  /**
   * The same for a command, whose user waits: until a connection is secured and open it may take 20
   * s, as a process's first TLS handshake takes seconds where the machine is busy.
   */
  public static DataSource commandConnections(DatabaseConfig config, String name) {
    return connections(config, name, COMMAND_LOGIN_SECONDS_MAX);
  }

  private static DataSource connections(DatabaseConfig config, String name, int loginSecondsMax) {
    var source = new PGSimpleDataSource();
    source.setUrl(config.url());
    source.setUser(config.user());
    source.setPassword(config.password().text());
    source.setApplicationName(name);
    source.setConnectTimeout(CONNECT_SECONDS_MAX);
    source.setLoginTimeout(loginSecondsMax);
    source.setSocketTimeout(SOCKET_TIMEOUT_SECONDS);
    source.setTcpKeepAlive(true);
    return source;
  }
}
