package dev.tollgate.cli.oldtables;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValuesTest {
  private static Values values(String column, String value) {
    return new Values(OldTable.USER_API_KEYS, new OldRow("row 1", Map.of(column, value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-01-31 12:00:00+00|2024-01-31T12:00:00Z",
        "2024-01-31 12:00:00.5+05:30|2024-01-31T06:30:00.5Z",
        "2024-01-31T12:00:00Z|2024-01-31T12:00:00Z",
        "2024-01-31T12:00:00.123456|2024-01-31T12:00:00.123456Z",
        "2024-01-31|2024-01-31T00:00:00Z"
      })
  void timesAreReadAsPostgresqlAndPythonWriteThem(String text, Instant time) {
    var read = requireNonNull(values("created_at", text).time("created_at"));
    assertThat(Instant.ofEpochSecond(read.getSeconds(), read.getNanos())).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yesterday", "2024-13-01", "1706702400", "2024-01-31 12:00:00 Berlin"})
  void whatIsNoTimeIsAProblem(String text) {
    var values = values("expires_at", text);
    assertThat(values.time("expires_at")).isNull();
    assertThat(values.problems()).containsOnlyKeys("expires_at");
  }

  @Test
  void neverIsNoTimeAndNoProblem() {
    for (var never : List.of("", "infinity")) {
      var values = values("expires_at", never);
      assertThat(values.time("expires_at")).isNull();
      assertThat(values.problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"a:b\", \"*\"]",
        "\"[\\\"a:b\\\",\\\"*\\\"]\"",
        "{a:b,*}",
        "{\"a:b\",\"*\"}",
        "{\"a\\:b\",*}"
      })
  void listsAreReadInEveryFormThatOldColumnsHave(String text) {
    var values = values("scopes", text);
    assertThat(values.texts("permissions")).containsExactly("a:b", "*");
    assertThat(values.problems()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:b",
        "[1]",
        "[\"a\", null]",
        "{\"a\": true}",
        "[[\"a\"]]",
        "{a",
        "{a,}",
        "{,a}",
        "{NULL}",
        "{{a}}",
        "[\"a\"",
        "7",
        "{\"a}",
        "{\"a\"b}"
      })
  void whatIsNoListOfTextsIsAProblem(String text) {
    var values = values("permissions", text);
    assertThat(values.texts("permissions")).isEmpty();
    assertThat(values.problems()).containsOnlyKeys("permissions");
  }

  @Test
  void anInactiveKeyIsARevokedOne() {
    var row = new HashMap<String, String>();
    row.put("id", "1");
    row.put("is_active", "f");
    row.put("updated_at", "2024-01-31");
    var key =
        Translation.of(OldTable.USER_API_KEYS, new OldRow("row 1", row), Map.of()).row().getKey();
    assertThat(key.hasRevokedAt()).isTrue();
    row.put("is_active", "perhaps");
    assertThat(Translation.of(OldTable.API_KEYS, new OldRow("row 1", row), Map.of()).problems())
        .containsOnlyKeys("is_active");
  }

  @Test
  void theFourServicesAreServicesThoughNoColumnSaysSo() {
    var row = Map.of("id", "1", "name", "Bolt DIY Service");
    var organization =
        Translation.of(OldTable.ORGANIZATIONS, new OldRow("row 1", row), Map.of())
            .row()
            .getOrganization();
    assertThat(organization.getSlug()).isEqualTo("bolt-diy-service");
    assertThat(organization.getIsServiceAccount()).isTrue();
  }
}
