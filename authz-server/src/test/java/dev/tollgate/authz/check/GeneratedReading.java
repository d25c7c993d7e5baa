package dev.tollgate.authz.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.tollgate.authz.authn.HeaderLookup;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a question says, by the generated classes. */
final class GeneratedReading {
  private static final int HEADER_BYTES_MAX = 16_384;

  private GeneratedReading() {}

  static void assertSame(CheckRequest request, Question question) {
    var http = request.getAttributes().getRequest().getHttp();
    assertThat(question.method()).isEqualTo(http.getMethod());
    assertThat(question.path()).isEqualTo(http.getPath());
    assertThat(question.bodyBytes()).isEqualTo(http.getSize());
    assertSameHeaders(
        http.hasHeaderMap() ? http.getHeaderMap().getHeadersList() : null, question.headers());
    var metadata = request.getAttributes().getMetadataContext().getFilterMetadataMap();
    assertSameBody(metadata.get(QuestionReader.BODY_NAMESPACE), question.body());
  }

  private static void assertSameHeaders(
      @Nullable List<HeaderValue> expected, @Nullable HeaderLookup headers) {
    if (expected == null || headers == null) {
      assertThat(headers == null).isEqualTo(expected == null);
      return;
    }
    Set<String> names = new HashSet<>(Set.of("", "absent"));
    expected.forEach(header -> names.add(header.getKey()));
    for (var name : names) {
      if (name.chars().allMatch(c -> c < 0x80)) {
        assertThat(headers.all(name))
            .isEqualTo(
                expected.stream()
                    .filter(header -> header.getKey().equals(name))
                    .map(GeneratedReading::text)
                    .toList());
      }
    }
  }

  private static String text(HeaderValue header) {
    var raw = header.getRawValue();
    return raw.isEmpty()
        ? header.getValue()
        : raw.substring(0, Math.min(raw.size(), HEADER_BYTES_MAX)).toString(ISO_8859_1);
  }

  private static void assertSameBody(@Nullable Struct expected, @Nullable BodyFacts body) {
    if (expected == null || body == null) {
      assertThat(body == null).isEqualTo(expected == null);
      return;
    }
    assertThat(body.get("absent")).isEqualTo(Fact.Absent.INSTANCE);
    expected
        .getFieldsMap()
        .forEach((name, value) -> {
          if (name.chars().allMatch(c -> c < 0x80)) {
            assertThat(body.get(name)).isEqualTo(fact(value));
          }
        });
  }

  private static Fact fact(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> new Fact.Text(value.getStringValue());
      case NUMBER_VALUE -> new Fact.Decimal(value.getNumberValue());
      case BOOL_VALUE -> new Fact.Flag(value.getBoolValue());
      case STRUCT_VALUE, LIST_VALUE -> new Fact.Structure();
      case NULL_VALUE, KIND_NOT_SET -> Fact.Absent.INSTANCE;
    };
  }
}
