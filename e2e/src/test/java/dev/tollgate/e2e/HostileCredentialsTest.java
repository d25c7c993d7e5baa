package dev.tollgate.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Header values that no client library would send, byte by byte. Each is refused in bounded time,
 * by a row of the table or by Envoy in its shape, and reaches no provider.
 */
@ExtendWith(SharedGateway.class)
final class HostileCredentialsTest {
  /** Longer than any timeout on the way: whatever is held up fails the test. */
  private static final Duration BOUND = Duration.ofSeconds(5);

  private static final String BODY = "{\"model\":\"gpt-4o-mini\",\"messages\":[]}";
  private static final List<String> PLACES =
      List.of("authorization: Bearer ", "authorization: ", "x-api-key: ");

  private final Gateway gateway;
  private int servedBefore;

  HostileCredentialsTest(Gateway gateway) {
    this.gateway = gateway;
  }

  @BeforeEach
  void count() throws Exception {
    servedBefore = gateway.served();
  }

  @AfterEach
  void theUpstreamSawNoneOfThem() throws Exception {
    assertThat(gateway.served()).isEqualTo(servedBefore);
  }

  /** The characters of a header are its bytes. */
  private String answer(String header) throws IOException {
    var request =
        "POST /v1/chat/completions HTTP/1.1\r\nhost: e2e\r\ncontent-type: application/json\r\n"
            + "content-length: "
            + BODY.length()
            + "\r\nconnection: close\r\n"
            + header
            + "\r\n\r\n"
            + BODY;
    try (var socket =
        new Socket(InetAddress.getLoopbackAddress(), gateway.system.settings().ports().traffic())) {
      socket.setSoTimeout(Math.toIntExact(BOUND.toMillis()));
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }

  private static void isRefused(String answer, int status, String code) {
    assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    assertThat(answer).contains("\"code\":\"" + code + "\"").contains("\"message\":\"");
  }

  @Test
  void commasAreMoreThanOneCredential() throws Exception {
    var key = gateway.caller(1_000_000_000).apiKey();
    for (var place : PLACES) {
      for (var value : List.of(key + "," + key, key + ", Bearer " + key, "," + key, key + ",")) {
        var answer = answer(place + value);
        isRefused(answer, 401, "invalid_api_key");
        assertThat(answer).contains("More than one credential").doesNotContain(key);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u00ff\u00fe", "uc_\u00c3(", "\u00f0\u0082\u0082\u00ac", "uc_\u00e9"})
  void bytesThatAreNoTextAreNoKey(String value) throws Exception {
    for (var place : PLACES) {
      isRefused(answer(place + value), 401, "invalid_api_key");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"uc_\u0000", "uc_\u0001", "uc_\u001b[2J", "uc_\u007f"})
  void controlBytesAreNoRequestOrNoKey(String value) throws Exception {
    for (var place : PLACES) {
      var answer = answer(place + value + "x");
      if (answer.startsWith("HTTP/1.1 400 ")) {
        isRefused(answer, 400, "invalid_request");
      } else {
        isRefused(answer, 401, "invalid_api_key");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\t", " \t ", "a\tb"})
  void blanksAreNoKey(String value) throws Exception {
    for (var place : PLACES) {
      isRefused(answer(place + value), 401, "invalid_api_key");
    }
  }

  @ParameterizedTest
  @CsvSource({"8193, 401, invalid_api_key", "57344, 401, invalid_api_key"})
  void aCredentialThatIsTooLongIsNoKey(int length, int status, String code) throws Exception {
    for (var place : PLACES) {
      isRefused(answer(place + "k".repeat(length)), status, code);
    }
  }

  @Test
  void headersBeyondSixtyKibAreNotTakenIn() throws Exception {
    for (var place : PLACES) {
      isRefused(answer(place + "k".repeat(60 << 10)), 431, "invalid_request");
    }
  }
}
