package dev.tollgate.authz.authn.apikey;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Environment;
import dev.tollgate.kit.config.Secret;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Both secrets are replaced step by step, as docs/reference/keys.md says, and no key with them. */
class SecretRotationTest {
  private final KeyDatabase database = new KeyDatabase();
  private final BcryptDoor door = new BcryptDoor(1, 1);

  @AfterEach
  void close() {
    door.close();
  }

  private static KeyForge forge(List<String> tags, List<String> peppers) {
    return new KeyForge(secrets(tags), secrets(peppers));
  }

  private static List<Secret> secrets(List<String> letters) {
    return letters.stream().map(letter -> Secret.of(letter.repeat(40))).toList();
  }

  private String found(KeyForge forge, String key) throws Exception {
    if (!forge.genuine(requireNonNull(PresentedKey.read(key)))) {
      return "forged";
    }
    var index =
        new KeyIndex(
            forge,
            new JdbcKeyStore(database.source(), List.of(Environment.values()), OwnKeys.NONE),
            door);
    return switch (index.find(key, forge.digest(key)).orElseThrow()) {
      case KnownKey known -> known.principal().keyId();
      case Lookup.Absent _ -> "absent";
    };
  }

  /** How many keys still need a secret of this version. */
  private String needing(String column, String version) {
    return requireNonNull(
        database.ask(
            "SELECT count(*) FROM authz.api_key WHERE " + column + " = '" + version + "'"));
  }

  @Test
  void everyKeyOfEveryFamilyOutlivesThePepperAndTheTagSecretThatItWasMadeWith() throws Exception {
    var ids = List.of("user", "organization", "service");
    var keys =
        List.of(
            database.store("user"),
            database.storeOwn("organization", "organization", KeyForm.LIVE),
            database.storeOwn("service", "service", KeyForm.service("o")));
    var old = forge(List.of("t"), List.of("p"));
    var oldPepper = old.pepperVersions().getFirst();
    var stages =
        Stream.of(
            old,
            forge(List.of("t", "T"), List.of("p", "P")),
            forge(List.of("T", "t"), List.of("P", "p")),
            forge(List.of("T", "t"), List.of("P")));
    door.close(); // none of it needs a hash
    for (var forge : stages.toList()) {
      for (int i = 0; i < keys.size(); i++) {
        assertThat(found(forge, keys.get(i))).isEqualTo(ids.get(i));
      }
      boolean first = forge.pepperVersions().getFirst().equals(oldPepper);
      assertThat(needing("pepper_version", oldPepper)).isEqualTo(first ? "3" : "0");
    }
    // A tag stands in the key itself: its secret stays on the list for as long as keys have it.
    var tag = old.issue(KeyForm.USER, new java.util.Random(1)).tag();
    assertThat(needing("tag_version", tag)).isEqualTo("3");
    assertThat(found(forge(List.of("T"), List.of("P")), keys.getFirst())).isEqualTo("forged");
  }
}
