package dev.tollgate.authz.authn.apikey;

import static dev.tollgate.authz.authn.apikey.KeyDatabase.FORGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Environment;
import dev.tollgate.kit.db.Databases;
import dev.tollgate.local.Repository;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyMemoryTest {
  private static final int KEYS = 5_000;
  private static final long MB = 1_000_000;

  private final KeyDatabase database = new KeyDatabase();

  @Test
  void aHundredThousandKeysTakeAtMost120MegabytesAndLeaveTheServersHeapRoom() throws Exception {
    var keys = store();
    var cache = KeyCache.bounded(System::nanoTime);
    long before = liveBytes();
    try (var pool = Databases.pool(database.config(1), "test")) {
      load(keys, new JdbcKeyStore(pool, List.of(Environment.values()), OwnKeys.NONE), cache);
    }
    double bytesAKey = (liveBytes() - before) / (double) KEYS;
    assertThat(cache.size()).isEqualTo(KEYS);
    assertThat(bytesAKey * 100_000).isPositive().isLessThan(120 * MB);
    assertThat(olderGenerationBytes() - bytesAKey * KeyCache.KNOWN_MAX).isGreaterThan(40 * MB);
  }

  /** Each of a user of its own. */
  private List<String> store() {
    var random = new Random(11);
    var issued = IntStream.range(0, KEYS).mapToObj(n -> FORGE.issue(KeyForm.USER, random)).toList();
    database.execute(
        """
        INSERT INTO authz.app_user (id, organization_id, created_at, updated_at)
        SELECT 'user-' || n || '@organization.example', 'o', now(), now() FROM generate_series(1, %d) n
        """
            .formatted(KEYS));
    var digests = String.join(",", issued.stream().map(KeyForge.Issued::digest).toList());
    database.execute(
        """
        INSERT INTO authz.api_key (key_id, family, prefix, name, user_id, organization_id, permissions, digest,
          pepper_version, tag_version, hash_of_record, created_at, created_by, expires_at)
        SELECT 'key_' || left(md5(digest), 24), 'user', 'shown', 'n', 'user-' || n || '@organization.example', 'o',
          '{llm:inference,llm:models}', decode(digest, 'hex'), '%s', '%s', 'h', now(), 'test', now() + interval '1 day'
        FROM unnest('{%s}'::text[]) WITH ORDINALITY AS k (digest, n)
        """
            .formatted(issued.getFirst().pepper(), issued.getFirst().tag(), digests));
    return issued.stream().map(KeyForge.Issued::key).toList();
  }

  private static void load(List<String> keys, KeyStore store, KeyCache cache) throws SQLException {
    for (var key : keys) {
      var digest = FORGE.digest(key);
      var known = store.find(List.of(digest));
      assertThat(known).isNotNull();
      if (known != null) {
        cache.put(digest, known, cache.generation());
      }
    }
  }

  private static long liveBytes() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** By the flags in the script that starts the server. */
  private static long olderGenerationBytes() throws IOException {
    var script =
        Files.readString(Repository.root().resolve(Path.of("authz-server/src/dist/authz-server")));
    return mebibytes(script, "-Xmx") - mebibytes(script, "-XX:MaxNewSize=");
  }

  private static long mebibytes(String script, String flag) {
    var found = Pattern.compile(flag + "(\\d+)m").matcher(script);
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1)) << 20;
  }
}
