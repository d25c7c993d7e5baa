package dev.tollgate.cli.oldtables;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A database as {@code postgresql://user:password@host:port/name?sslmode=require} names it. Printed
 * nowhere.
 */
final class PostgresAddress {
  private static final String FORM =
      "--from must be a directory, or postgresql://USER@HOST:PORT/DATABASE with the password in"
          + " PGPASSWORD";

  private final String jdbcUrl;
  private final Properties properties = new Properties();

  /**
   * @param password of an address that has none
   * @throws SourceException if it is no such address; the message does not quote it
   */
  PostgresAddress(String text, String password) {
    var uri = parse(text);
    var path = uri.getRawPath();
    if (uri.getHost() == null || path == null || path.length() < 2) {
      throw new SourceException(FORM);
    }
    int port = uri.getPort() < 0 ? 5432 : uri.getPort();
    jdbcUrl = "jdbc:postgresql://" + uri.getHost() + ":" + port + path;
    properties.setProperty("ApplicationName", "tollgate import");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("password", password);
    credentials(uri.getRawUserInfo());
    options(uri.getRawQuery());
  }

  private static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new SourceException(FORM); // its message would quote the password
    }
  }

  private void credentials(@Nullable String userInfo) {
    if (userInfo == null) {
      return;
    }
    int colon = userInfo.indexOf(':');
    properties.setProperty("user", decoded(colon < 0 ? userInfo : userInfo.substring(0, colon)));
    if (colon >= 0) {
      properties.setProperty("password", decoded(userInfo.substring(colon + 1)));
    }
  }

  private void options(@Nullable String query) {
    for (var option : query == null ? new String[0] : query.split("&")) {
      int equals = option.indexOf('=');
      if (equals < 1) {
        throw new SourceException(FORM);
      }
      properties.setProperty(
          decoded(option.substring(0, equals)), decoded(option.substring(equals + 1)));
    }
  }

  /** As URLDecoder does it, except that a plus is a plus. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SourceException(FORM);
    }
  }

  Connection connect() throws SQLException {
    var connection = new Driver().connect(jdbcUrl, properties);
    if (connection == null) {
      throw new SQLException("the driver does not take this address");
    }
    return connection;
  }

  /** A message in which the password does not stand. */
  String withoutPassword(String message) {
    var password = properties.getProperty("password");
    return password.isEmpty() ? message : message.replace(password, "***");
  }

  @Override
  public String toString() {
    return jdbcUrl;
  }
}
