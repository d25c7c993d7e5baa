package dev.tollgate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.authn.apikey.KeyForge;
import dev.tollgate.authz.authn.apikey.KeyForge.Issued;
import dev.tollgate.authz.authn.apikey.KeyForm;
import dev.tollgate.kit.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Keys of all families in a database, with the columns that the admin service gives them. A user
 * has one key, an organization ten; one key in ten is restricted.
 */
final class StoredKeys {
  static final KeyForge FORGE =
      new KeyForge(List.of(Secret.of("t".repeat(40))), List.of(Secret.of("p".repeat(40))));

  private static final int AN_ORGANIZATION = 10;

  private StoredKeys() {}

  /**
   * Stores new keys and returns them. The second is a user's that is not restricted.
   *
   * @param count a multiple of 10
   */
  static List<String> store(Connection database, int count) throws SQLException {
    var random = RandomGenerator.getDefault();
    var issued = IntStream.range(0, count).mapToObj(n -> FORGE.issue(form(n), random)).toList();
    try (var owners = database.createStatement();
        var keys = database.prepareStatement(sql("keys.sql"))) {
      owners.execute(sql("owners.sql").formatted(count));
      keys.setString(1, issued.getFirst().pepper());
      keys.setString(2, issued.getFirst().tag());
      var numbers = IntStream.range(0, count).boxed().toArray();
      keys.setArray(3, database.createArrayOf("bigint", numbers));
      var digests = issued.stream().map(Issued::digest).toArray();
      keys.setArray(4, database.createArrayOf("text", digests));
      keys.executeUpdate();
    }
    return issued.stream().map(Issued::key).toList();
  }

  /** As keys.sql has the families. */
  private static KeyForm form(int n) {
    return switch (n % AN_ORGANIZATION) {
      case 0, 1, 2, 3, 4, 5 -> KeyForm.USER;
      case 6, 7, 8 -> KeyForm.LIVE;
      default -> KeyForm.service("organization-" + n / AN_ORGANIZATION);
    };
  }

  private static String sql(String name) {
    try (var text = Objects.requireNonNull(StoredKeys.class.getResourceAsStream(name))) {
      return new String(text.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
