package dev.tollgate.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BaseUrlTest {
  @ParameterizedTest
  @CsvSource({
    "https://api.openai.com/v1, /v1/chat/completions, api.openai.com",
    "https://openrouter.ai/api/v1/, /api/v1/chat/completions, openrouter.ai",
    "https://x.example/v1beta/openai, /v1beta/openai/chat/completions, x.example",
    "https://x.example:8443, /chat/completions, x.example:8443",
    "http://127.0.0.1:8000/v1, /v1/chat/completions, 127.0.0.1:8000",
    "HTTPS://X.Example:443/v1, /v1/chat/completions, x.example",
  })
  void theApisPathsComeAfterIt(String text, String path, String authority) {
    var url = BaseUrl.parse(text);
    assertThat(url.pathOf("/v1/chat/completions")).isEqualTo(path);
    assertThat(url.authority()).isEqualTo(authority);
    assertThat(BaseUrl.parse(url.toString())).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "'', neither https",
    "api.openai.com, neither https",
    "ftp://x.example, neither https",
    "https:///v1, no host",
    "https://user:password@x.example/v1, a user",
    "https://x.example/v1?key=1, a query",
    "https://x.example/v1#a, a fragment",
    "https://x.example/a/../v1, read differently",
    "https://x.example/%76%31, read differently",
    "https://x .example, is no URL",
    "https://x.example:0/v1, a port that does not exist",
    "https://x.example:65536/v1, a port that does not exist",
  })
  void whatIsNoPlaceIsRefused(String text, String why) {
    assertThatThrownBy(() -> BaseUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("base_url ")
        .hasMessageContaining(why);
  }

  @Test
  void thePasswordOfAUrlIsNotRepeated() {
    assertThatThrownBy(() -> BaseUrl.parse("https://user:planted@x.example/v1"))
        .message()
        .doesNotContain("planted");
  }
}
