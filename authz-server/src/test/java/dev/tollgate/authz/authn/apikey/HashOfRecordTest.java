package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mindrot.jbcrypt.BCrypt;

class HashOfRecordTest {
  private static final String KEY = "uc_" + "0123456789abcdef".repeat(4);
  private static final String HASH = BCrypt.hashpw(KEY, BCrypt.gensalt(4));

  @ParameterizedTest
  @ValueSource(strings = {"$2a", "$2b", "$2y"})
  void everyFormThatIsInUseMatchesItsKeyAndNoOther(String version) {
    var hash = version + HASH.substring(3);
    assertThat(HashOfRecord.matches(KEY, hash)).isTrue();
    assertThat(HashOfRecord.matches(KEY.replace('0', '1'), hash)).isFalse();
  }

  @Test
  void everyPartOfTheKeyCounts() {
    assertThat(KEY.length()).isLessThan(72); // bcrypt reads no further
    assertThat(HashOfRecord.matches(KEY.substring(0, KEY.length() - 1) + "0", HASH)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "$2a$",
        "$2a$12$",
        "h",
        "$2x$04$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        "$2a$04$tooShort",
        "$2a$zz$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        "$2a$04$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui more",
        "$2a$04$\u00e4bcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"
      })
  void aCorruptHashMatchesNothing(String hash) {
    assertThat(HashOfRecord.matches(KEY, hash)).isFalse();
  }

  @Test
  void aKeyOfAnotherFamilyIsKnownByItsSha256() {
    var hash = HashOfRecord.sha256("pk_live_abc");
    assertThat(hash).matches("sha256:[0-9a-f]{64}");
    assertThat(HashOfRecord.quick(hash)).isTrue();
    assertThat(HashOfRecord.quick(HASH)).isFalse();
    assertThat(HashOfRecord.matches("pk_live_abc", hash)).isTrue();
    assertThat(HashOfRecord.matches("pk_live_abd", hash)).isFalse();
    assertThat(HashOfRecord.matches("pk_live_abc", hash + "0")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"15", "31"})
  void aHashThatWouldTakeForeverIsNotComputed(String cost) {
    assertThat(HashOfRecord.matches(KEY, "$2a$" + cost + HASH.substring(6))).isFalse();
  }
}
