package dev.tollgate.e2e;

import static dev.tollgate.e2e.Calls.isCharged;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.proto.ledger.v1.Evidence;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /v1/audio/transcriptions} and translations: the model stands in a form. */
@ExtendWith(SharedGateway.class)
final class TranscriptionsTest {
  private static final long GRANTED = 2_000_000_000;
  private static final String FORM = "multipart/form-data; boundary=xyz";

  /** Sounds twelve and a half seconds. */
  private static final int FILE_BYTES = 12_500;

  private final Gateway gateway;
  private final Calls calls;

  TranscriptionsTest(Gateway gateway) {
    this.gateway = gateway;
    this.calls = new Calls(gateway);
  }

  /** A form with a file and, after it, fields of a name and a text each. */
  private static byte[] form(int fileBytes, String... fields) {
    var form = new ByteArrayOutputStream();
    form.writeBytes(part("name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg"));
    form.writeBytes(new byte[fileBytes]);
    for (int i = 0; i < fields.length; i += 2) {
      form.writeBytes("\r\n".getBytes(UTF_8));
      form.writeBytes(part("name=\"" + fields[i] + "\""));
      form.writeBytes(fields[i + 1].getBytes(UTF_8));
    }
    form.writeBytes("\r\n--xyz--\r\n".getBytes(UTF_8));
    return form.toByteArray();
  }

  private static byte[] part(String head) {
    return ("--xyz\r\nContent-Disposition: form-data; " + head + "\r\n\r\n").getBytes(UTF_8);
  }

  private HttpResponse<String> post(Gateway.Caller caller, String path, byte[] form)
      throws Exception {
    return calls.post(caller.apiKey(), path, FORM, BodyPublishers.ofByteArray(form));
  }

  @ParameterizedTest
  @CsvSource({"transcriptions, json", "transcriptions, verbose_json", "translations, verbose_json"})
  void speechIsChargedByTheSecondsThatTheAnswerTells(String path, String format) throws Exception {
    var caller = gateway.caller(GRANTED);
    var form = form(FILE_BYTES, "model", "whisper-1", "response_format", format);
    var answer = post(caller, "/v1/audio/" + path, form);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    var charge = calls.charge(caller.wallet());
    isCharged(charge, Evidence.EVIDENCE_EXACT, 13 * 100_000);
    assertThat(charge.getUsage().getUnits()).isEqualTo(13);
    assertThat(charge.getAdmission().getHold().getNanocredits()).isEqualTo(14_400 * 100_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void speechIsChargedByTokensWholeAndInEvents(String stream) throws Exception {
    var caller = gateway.caller(GRANTED);
    var form = form(FILE_BYTES, "stream", stream, "model", "gpt-4o-transcribe");
    var answer = post(caller, "/v1/audio/transcriptions", form);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    // 130 tokens of sound, 13 of output.
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, 130 * 6_000 + 13 * 10_000);
  }

  @Test
  void aFileOfSevenMegabytesPasses() throws Exception {
    var caller = gateway.caller(GRANTED);
    var answer = post(caller, "/v1/audio/transcriptions", form(7_000_000, "model", "whisper-1"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    isCharged(calls.charge(caller.wallet()), Evidence.EVIDENCE_EXACT, 7_000 * 100_000L);
  }

  @Test
  void whatCannotBePricedIsRefusedAndWhatIsNoFormToo() throws Exception {
    var caller = gateway.caller(GRANTED);
    var path = "/v1/audio/transcriptions";
    var subtitles = post(caller, path, form(9, "model", "whisper-1", "response_format", "srt"));
    assertThat(subtitles.statusCode()).isEqualTo(400);
    assertThat(subtitles.body()).contains("unsupported_feature", "json or verbose_json");
    var twice = post(caller, path, form(9, "model", "whisper-1", "model", "gpt-4o-transcribe"));
    assertThat(twice.statusCode()).isEqualTo(400);
    assertThat(twice.body()).contains("the field model must stand once in the form");
    var none = post(caller, path, form(9));
    assertThat(none.body()).contains("\"param\":\"model\"");
    var json = calls.post(caller.apiKey(), path, "{\"model\":\"whisper-1\"}");
    assertThat(json.statusCode()).isEqualTo(400);
    assertThat(json.body()).contains("multipart/form-data");
    var unknown = post(caller, path, form(9, "model", "whisper-9"));
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(calls.charges(caller.wallet())).isEmpty();
  }
}
