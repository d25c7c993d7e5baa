package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class KeyUseTest {
  private final KeyDatabase database = new KeyDatabase();
  private final CutOffSource source = new CutOffSource();

  @Test
  void usesAreWrittenOnceAndThoseOfAnOutageAfterIt() throws Exception {
    database.store("used");
    source.setUrl(database.config(1).url());
    source.setUser(database.config(1).user());
    source.setPassword(database.config(1).password().text());
    try (var use = new KeyUse(source, () -> KeyDatabase.CREATED.plusSeconds(60))) {
      use.count("used");
      use.count("used");
      use.write();
      use.write();
      assertThat(totalRequests()).isEqualTo(2);
      source.down = true;
      use.count("used");
      use.write();
      source.down = false;
      use.count("used");
      use.write();
      assertThat(totalRequests()).isEqualTo(4);
    }
    assertThat(totalRequests()).isEqualTo(4);
  }

  private long totalRequests() throws SQLException {
    try (var connection = database.source().getConnection();
        var select = connection.createStatement();
        var rows = select.executeQuery("SELECT total_requests FROM authz.api_key")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static final class CutOffSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    private boolean down;

    @Override
    public Connection getConnection() throws SQLException {
      if (down) {
        throw new SQLException("cut off");
      }
      return super.getConnection();
    }
  }
}
