package dev.tollgate.kit.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.kit.config.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseConfigTest {
  @Test
  void theUrlMayAskForTls() {
    var url = "jdbc:postgresql://db.example:5432/tollgate?sslmode=verify-full&sslrootcert=/ca.pem";
    assertThat(config(url).url()).isEqualTo(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?password=hunter2", "?user=x&password=hunter2", "?sslpassword=hunter2"})
  void aPasswordInTheUrlIsRefusedAndNotRepeated(String query) {
    assertThatThrownBy(() -> config("jdbc:postgresql://db.example:5432/tollgate" + query))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("url must not have a password")
        .hasMessageNotContaining("hunter2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:postgresql://db.example:port/tollgate", "jdbc:mysql://db/x", ""})
  void whatIsNoAddressIsRefused(String url) {
    assertThatThrownBy(() -> config(url)).hasMessageContaining("jdbc:postgresql:");
  }

  private static DatabaseConfig config(String url) {
    return new DatabaseConfig(url, "tollgate", Secret.of("secret"), 10);
  }
}
