package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class KeyUseTest {
  private final KeyDatabase database = new KeyDatabase();
  private final List<@Nullable String> shown = new ArrayList<>();
  private final CutOffSource source = new CutOffSource();

  @Test
  void usesAreWrittenOnceAndThoseOfAnOutageAfterIt() throws Exception {
    database.store("used");
    source.setUrl(database.config(1).url());
    source.setUser(database.config(1).user());
    source.setPassword(database.config(1).password().text());
    try (var use = new KeyUse(source, () -> KeyDatabase.CREATED.plusSeconds(60))) {
      use.count("used", "192.0.2.7");
      use.count("used", "192.0.2.7");
      use.write();
      use.write();
      assertThat(totalRequests()).isEqualTo(2);
      source.down = true;
      use.count("used", "192.0.2.7");
      use.write();
      source.down = false;
      use.count("used", "192.0.2.7");
      use.write();
      assertThat(totalRequests()).isEqualTo(4);
    }
    assertThat(totalRequests()).isEqualTo(4);
  }

  @Test
  void theNewestAddressIsShownAndNoneIfItIsNotKnown() {
    database.store("used");
    try (var use = new KeyUse(database.source(), () -> KeyDatabase.CREATED.plusSeconds(60))) {
      for (var address : List.of("192.0.2.7", "2001:db8::1", "fe80::1%eth0", "-", "192.0.2.8")) {
        use.count("used", "198.51.100.1");
        use.count("used", address);
        use.write();
        shown.add(database.ask("SELECT host(last_used_ip) FROM authz.api_key"));
      }
    }
    assertThat(shown).containsExactly("192.0.2.7", "2001:db8::1", "fe80::1", null, "192.0.2.8");
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
