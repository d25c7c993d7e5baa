package dev.tollgate.kit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"127.0.0.1:9191", "[::1]:0", "unix:/run/check.sock", "host.example:65535"})
  void printsAsItIsWritten(String text) {
    assertThat(ListenAddress.parse(text)).hasToString(text);
  }

  @Test
  void readsBothKinds() {
    assertThat(ListenAddress.parse("[::1]:80")).isEqualTo(new ListenAddress.Tcp("::1", 80));
    assertThat(ListenAddress.parse("unix:a/b")).isEqualTo(new ListenAddress.Unix(Path.of("a/b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "9191", ":9191", "host", "host:", "host:x", "host:65536", "::1:80", "unix:"})
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASocketPathThatTheKernelWouldCut() {
    assertThatThrownBy(() -> ListenAddress.parse("unix:/" + "d".repeat(107)))
        .hasMessageContaining("choose a shorter directory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:1", "127.1.2.3:1", "localhost:1", "[::1]:1", "unix:/x"})
  void knowsWhatStaysOnThisMachine(String text) {
    assertThat(ListenAddress.parse(text).local()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0:1", "10.0.0.1:1", "[::]:1", "127.0.0.1.example.org:1", "example:1"})
  void knowsWhatDoesNot(String text) {
    assertThat(ListenAddress.parse(text).local()).isFalse();
  }
}
