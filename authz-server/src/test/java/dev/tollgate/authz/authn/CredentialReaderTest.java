package dev.tollgate.authz.authn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.Authentication.Refusal;
import dev.tollgate.authz.authn.CredentialReading.Found;
import dev.tollgate.authz.authn.CredentialReading.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialReaderTest {
  private static final String KEY = "uc_" + "0123456789abcdef".repeat(4);
  private static final String PATH = "/v1/chat/completions";

  @ParameterizedTest
  @ValueSource(strings = {"x-api-key", "api-key", "x-goog-api-key"})
  void keyHeadersAreRead(String header) {
    assertThat(read(Map.of(header, List.of(KEY)))).isEqualTo(new Found(KEY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ", "bearer ", "BEARER   "})
  void bearerIsReadWhateverItsCase(String scheme) {
    assertThat(read(Map.of("authorization", List.of(scheme + KEY)))).isEqualTo(new Found(KEY));
  }

  @Test
  void nothingIsMissing() {
    assertThat(read(Map.of())).isEqualTo(new Refused(Refusal.MISSING));
  }

  @Test
  void sameCredentialInTwoHeadersIsOne() {
    var headers = Map.of("authorization", List.of("Bearer " + KEY), "x-api-key", List.of(KEY));
    assertThat(read(headers)).isEqualTo(new Found(KEY));
  }

  @Test
  void differentCredentialsConflict() {
    var first = Map.of("authorization", List.of("Bearer " + KEY), "x-api-key", List.of("other"));
    var second = Map.of("api-key", List.of(KEY), "x-goog-api-key", List.of("other"));
    var scheme = Map.of("authorization", List.of("Basic QQ=="), "x-api-key", List.of(KEY));
    assertThat(List.of(read(first), read(second), read(scheme)))
        .containsOnly(new Refused(Refusal.CONFLICTING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"authorization", "x-api-key", "api-key", "x-goog-api-key"})
  void repeatedHeaderConflictsEvenWithOneValue(String header) {
    var value = header.equals("authorization") ? "Bearer " + KEY : KEY;
    assertThat(read(Map.of(header, List.of(value, value))))
        .isEqualTo(new Refused(Refusal.CONFLICTING));
    assertThat(read(Map.of(header, List.of(value + "," + value))))
        .isEqualTo(new Refused(Refusal.CONFLICTING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\u0000b", "a\r\nx-admin: 1", "k\u00e9y", "\u007f"})
  void blanksControlsAndForeignBytesAreMalformed(String value) {
    assertThat(read(Map.of("x-api-key", List.of(value)))).isEqualTo(new Refused(Refusal.MALFORMED));
    assertThat(read(Map.of("authorization", List.of("Bearer " + value))))
        .isEqualTo(new Refused(Refusal.MALFORMED));
  }

  @Test
  void sixtyKilobytesAreMalformed() {
    assertThat(read(Map.of("x-api-key", List.of("a".repeat(60_000)))))
        .isEqualTo(new Refused(Refusal.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?key=x",
        "?a=1&KEY=x",
        "?api_key=x",
        "?api-key=x",
        "?apiKey=x",
        "?access_token=x",
        "?%6bey=x",
        "?a=1;token=x",
        "?a=1?token=x",
        "?subscription-key=x",
        "?harmless=uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "?uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "?x=%75c_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "/uc_0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "?x=pk_live_0123456789012345678901234567890123456789012",
        "?x=sk-acme-0123456789012345678901234567890123456789012"
      })
  void keyInTheUrlIsRefusedWhateverTheHeadersSay(String tail) {
    HeaderLookup headers = name -> name.equals("x-api-key") ? List.of(KEY) : List.of();
    assertThat(CredentialReader.read(headers, PATH + tail)).isEqualTo(new Refused(Refusal.IN_URL));
    assertThat(CredentialReader.read(name -> List.of(), PATH + tail))
        .isEqualTo(new Refused(Refusal.IN_URL));
  }

  /** It stands in the usage log and with the charge. */
  @Test
  void aKeyInTheUserAgentIsRefused() {
    var user = "uc_" + "0123456789abcdef".repeat(4);
    for (var planted : List.of(user, "sk-proj-" + "a".repeat(40), "pk_admin_" + "b".repeat(43))) {
      assertThat(read("curl/8 " + planted)).isEqualTo(new Refused(Refusal.IN_URL));
    }
    assertThat(read("OpenAI/Python 2.8.1 sk-learn/1.7 uc_browser/13")).isEqualTo(new Found(KEY));
  }

  private static CredentialReading read(String agent) {
    return CredentialReader.read(
        name ->
            switch (name) {
              case "x-api-key" -> List.of(KEY);
              case "user-agent" -> List.of(agent);
              default -> List.of();
            },
        PATH);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=20&after=key", "?key=", "?=x", "?%", "?a=%zz&b=%4", "?monkey=1"})
  void harmlessQueriesPass(String query) {
    HeaderLookup headers = name -> name.equals("x-api-key") ? List.of(KEY) : List.of();
    assertThat(CredentialReader.read(headers, PATH + query)).isEqualTo(new Found(KEY));
  }

  @Test
  void foundDoesNotPrintTheCredential() {
    assertThat(new Found(KEY).toString()).doesNotContain(KEY);
  }

  private static CredentialReading read(Map<String, List<String>> headers) {
    return CredentialReader.read(name -> headers.getOrDefault(name, List.of()), PATH);
  }
}
