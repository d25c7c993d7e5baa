package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

final class DenialTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path DOCUMENT = Path.of("../docs/reference/errors.md");
  private static final String BEGIN = "<!-- denials: begin -->\n";
  private static final String END = "<!-- denials: end -->";

  @ParameterizedTest
  @EnumSource(Denial.class)
  void everyBodyOfOpenAisShapeHasTheMembersThatClientsRead(Denial denial) {
    var error = parse(denial, "/v1/chat/completions").get("error");
    assertThat(error.get("message").asString()).isEqualTo(denial.message());
    assertThat(error.get("type").asString()).isEqualTo(denial.kind().openAiType());
    assertThat(error.get("code").asString()).isEqualTo(denial.code());
    assertThat(error.get("param").isNull()).isTrue();
    assertTollgate(error.get("tollgate"), denial);
  }

  @ParameterizedTest
  @EnumSource(Denial.class)
  void onAnthropicsPathsTheBodyHasAnthropicsShape(Denial denial) {
    for (var path : new String[] {"/v1/messages", "/v1/messages/count_tokens"}) {
      var body = parse(denial, path);
      assertThat(body.get("type").asString()).isEqualTo("error");
      assertThat(body.get("request_id").asString()).isEqualTo("req-1");
      var error = body.get("error");
      assertThat(error.get("type").asString()).isEqualTo(denial.kind().anthropicType());
      assertThat(error.get("message").asString()).isEqualTo(denial.message());
      assertTollgate(error.get("tollgate"), denial);
    }
  }

  private static JsonNode parse(Denial denial, String path) {
    return JSON.readTree(DenialBody.of(Denied.of(denial), path, "req-1", "dec_1"));
  }

  private static void assertTollgate(JsonNode tollgate, Denial denial) {
    assertThat(tollgate.propertyNames())
        .containsExactlyInAnyOrder(
            "decision_id", "scope", "limit", "used", "reset_at", "retryable");
    assertThat(tollgate.get("decision_id").asString()).isEqualTo("dec_1");
    assertThat(tollgate.get("retryable").asBoolean())
        .isEqualTo(
            Set.of(429, 503).contains(denial.kind().status())
                && denial.kind() != ErrorKind.USED_UP);
    var scope = denial.scope();
    assertThat(tollgate.get("scope").isNull()).isEqualTo(scope == null);
  }

  @Test
  void unknownAndRevokedKeysLookAlikeToTheCaller() {
    var unknown = Denied.of(Denial.UNKNOWN_KEY);
    var revoked = Denied.of(Denial.REVOKED_KEY);
    assertThat(DenialBody.of(revoked, "/", "r", "d"))
        .isEqualTo(DenialBody.of(unknown, "/", "r", "d"));
  }

  @Test
  void hostileTextInAMessageComesBackAsItWasAndBreaksNothing() {
    var text = "a\"b\\c\u0000\n\u2028\u00e9\ud83d\ude00\ud83d</script>";
    var denied = Denied.of(Denial.MODEL_NOT_FOUND, "model", text);
    var body = DenialBody.of(denied, "/v1/embeddings", "r", "dec_1");
    assertThat(body).matches("[ -~]*");
    assertThat(JSON.readTree(body).get("error").get("message").asString())
        .isEqualTo(text.replace("\ud83d<", "\ufffd<"));
  }

  @Test
  void anAmountIsAnExactNumberOfCredits() {
    var denied =
        new Denied(Denial.INSUFFICIENT_CREDITS, "m", null, LimitScope.USER, 1_000_000_001L, null);
    assertThat(DenialBody.of(denied, "/", "r", "d")).contains("\"limit\":1.000000001,");
  }

  @ParameterizedTest
  @EnumSource(Denial.class)
  void everyReasonStartsWithWhoseFaultItIsAndIsUnique(Denial denial) {
    assertThat(denial.reason()).matches("(caller|policy|provider|platform)_[a-z_]+");
    assertThat(Arrays.stream(Denial.values()).filter(d -> d.reason().equals(denial.reason())))
        .hasSize(1);
  }

  @Test
  void retryHeadersFollowTheStatus() {
    assertThat(Denial.MISSING_KEY.kind().retry().headers())
        .containsExactlyEntriesOf(Map.of("www-authenticate", "Bearer"));
    assertThat(Denial.INSUFFICIENT_CREDITS.kind().retry().headers())
        .isEqualTo(Map.of("x-should-retry", "false"));
    assertThat(Denial.PLAN_LIMIT_EXCEEDED.kind().retry().headers())
        .isEqualTo(Map.of("x-should-retry", "false"));
    assertThat(Denial.IN_FLIGHT.kind().retry().headers())
        .isEqualTo(Map.of("x-should-retry", "true", "retry-after", "2"));
    assertThat(Denial.INTERNAL.kind().retry().headers()).isEqualTo(Map.of("retry-after", "2"));
  }

  @Test
  void theReferenceEqualsTheTable() throws IOException {
    var document = Files.readString(DOCUMENT, UTF_8);
    var documented =
        document.substring(document.indexOf(BEGIN) + BEGIN.length(), document.indexOf(END));
    assertThat(documented)
        .as("copy what is expected into %s", DOCUMENT.getFileName())
        .isEqualTo(table());
  }

  private static String table() {
    return "| status | `type` / `code` | scope | retry headers | reason | message |\n"
        + "|---|---|---|---|---|---|\n"
        + Arrays.stream(Denial.values()).map(DenialTest::row).collect(joining());
  }

  private static String row(Denial denial) {
    var kind = denial.kind();
    var scope = denial.scope();
    var headers =
        new TreeMap<>(kind.retry().headers())
            .entrySet().stream()
                .map(header -> "`" + header.getKey() + ": " + header.getValue() + "`")
                .collect(joining(", "));
    return "| %d | %s / `%s` | %s | %s | `%s` | %s |\n"
        .formatted(
            kind.status(),
            kind.openAiType(),
            denial.code(),
            scope == null ? "" : scope.label(),
            headers,
            denial.reason(),
            denial.message().replace("<", "&lt;"));
  }
}
