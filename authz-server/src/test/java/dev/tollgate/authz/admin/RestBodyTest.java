package dev.tollgate.authz.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestBodyTest {
  private static RestBody body(String json) {
    return RestBody.of(HttpBody.newBuilder().setData(ByteString.copyFromUtf8(json)).build());
  }

  @Test
  void whatIsNullIsAsAbsent() {
    var body = body("{\"text\":null,\"integer\":null,\"flag\":null,\"texts\":null}");
    assertThat(body.text("text")).isEmpty();
    assertThat(body.integer("integer")).isZero();
    assertThat(body.flag("flag")).isFalse();
    assertThat(body.texts("texts")).isEmpty();
    assertThat(body.given("text")).isFalse();
    assertThat(body.has("text")).isTrue();
    assertThat(body.has("other")).isFalse();
    body.check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.5", "2147483648", "\"1\"", "true", "[1]", "{}"})
  void anIntegerIsOneOf32Bits(String value) {
    var body = body("{\"days\":" + value + "}");
    assertThat(body.integer("days")).isZero();
    assertThatThrownBy(body::check).hasMessageContaining("days: must be an integer");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "9223372036854775808", "-9223372036854775809", "\"1\"", "[]"})
  void aLongIntegerIsOneOf64Bits(String value) {
    var body = body("{\"cost\":" + value + ",\"most\":9223372036854775807}");
    assertThat(body.longInteger("most")).isEqualTo(Long.MAX_VALUE);
    assertThat(body.longInteger("none")).isZero();
    assertThat(body.longInteger("cost")).isZero();
    assertThatThrownBy(body::check).hasMessageContaining("cost: must be an integer of 64 bits");
  }

  @Test
  void onlyWhereNoneIsNeededNothingIsABodyWithoutMembers() {
    var nothing = HttpBody.getDefaultInstance();
    assertThat(RestBody.orNone(nothing).has("a")).isFalse();
    assertThatThrownBy(() -> RestBody.of(nothing)).hasMessageContaining("must be one JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a\"", "[1]", "[null]", "[[\"a\"]]", "{}"})
  void anArrayIsOneOfStrings(String value) {
    var body = body("{\"texts\":" + value + "}");
    body.texts("texts");
    assertThatThrownBy(body::check).hasMessageContaining("texts: must be an array of strings");
  }

  @Test
  void anUnknownMemberIsNamedInBounds() {
    var body = body("{\"" + "n".repeat(10_000) + "\":1}");
    assertThat(body.text("name")).isEmpty();
    assertThatThrownBy(body::check)
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("is not known: this takes name")
        .message()
        .hasSizeLessThan(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[[[", "{\"a\":\"planted\",\"a\":1}", "{\"a\":planted}", "{} {}"})
  void aBodyThatIsNoneIsNotQuoted(String json) {
    assertThatThrownBy(() -> body(json))
        .hasMessageContaining("body: must be one JSON object")
        .message()
        .doesNotContain("planted");
  }
}
