package dev.tollgate.authz.check;

import static dev.tollgate.authz.check.EnvoyQuestions.chat;
import static dev.tollgate.authz.check.EnvoyQuestions.header;
import static dev.tollgate.authz.check.EnvoyQuestions.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.grpc.Metadata;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RequestParserTest {
  private static RequestFacts parse(CheckRequest.Builder request) {
    return parse(request, new Metadata());
  }

  private static RequestFacts parse(CheckRequest.Builder request, Metadata metadata) {
    var facts = RequestParser.parse(read(request), metadata);
    if (facts == null) {
      throw new AssertionError("not understood: " + request);
    }
    return facts;
  }

  private static Question read(CheckRequest.Builder request) {
    try {
      return QuestionReader.read(request.build().toByteArray());
    } catch (IOException e) {
      throw new AssertionError("unreadable: " + request, e);
    }
  }

  @Test
  void aQuestionBecomesFacts() {
    var metadata = new Metadata();
    metadata.put(RequestParser.BOOT, "boot-1");
    metadata.put(RequestParser.NODE, "envoy-1");
    var facts = parse(chat("k"), metadata);
    assertThat(facts.phase()).isEqualTo(RequestFacts.Phase.FULL);
    assertThat(facts.method()).isEqualTo("POST");
    assertThat(facts.path()).isEqualTo("/v1/chat/completions");
    assertThat(facts.headers().all("authorization")).containsExactly("Bearer k");
    assertThat(facts.headers().all("x-api-key")).isEmpty();
    assertThat(facts.body().get("model")).isEqualTo(new Fact.Text("gpt-4o-mini"));
    assertThat(facts.body().get("max_tokens")).isEqualTo(new Fact.Decimal(100));
    assertThat(facts.body().get("stream")).isEqualTo(new Fact.Flag(true));
    assertThat(facts.body().get("n")).isEqualTo(Fact.Absent.INSTANCE);
    assertThat(facts.bodyBytes()).isEqualTo(200);
    assertThat(facts.requestId()).isEqualTo("97b4fcfe-4bff-4b60-aa19-5a06b2bd67ae");
    assertThat(facts.envoyBoot()).isEqualTo("boot-1");
    assertThat(facts.envoyNode()).isEqualTo("envoy-1");
  }

  @Test
  void theClientsAddressIsEnvoysWordAndNobodyElses() {
    var question = chat("k"); // with x-forwarded-for
    question
        .getAttributesBuilder()
        .getSourceBuilder()
        .getAddressBuilder()
        .getSocketAddressBuilder()
        .setAddress("10.0.0.2");
    assertThat(parse(question).clientAddress()).isEqualTo("-");
    var metadata = new Metadata();
    metadata.put(RequestParser.CLIENT, "2001:db8::1");
    assertThat(parse(question, metadata).clientAddress()).isEqualTo("2001:db8::1");
  }

  @Test
  void theQueryIsKeptForTheSearchOfKeysAlone() {
    var facts = parse(question("GET", "/v1/models?api_key=x?y", Map.of()));
    assertThat(facts.path()).isEqualTo("/v1/models");
    assertThat(facts.pathWithQuery()).isEqualTo("/v1/models?api_key=x?y");
  }

  @Test
  void repeatedHeadersStayApartInTheirOrder() {
    var facts =
        parse(
            question(
                "GET",
                "/",
                Map.of(),
                header("x-api-key", "a"),
                header("x", "y"),
                header("x-api-key", "b")));
    assertThat(facts.headers().all("x-api-key")).containsExactly("a", "b");
  }

  @Test
  void rawBytesAreKeptOneCharacterEach() {
    var raw = ByteString.copyFrom(new byte[] {'k', (byte) 0xff, (byte) 0x80});
    var facts =
        parse(
            question(
                "GET",
                "/",
                Map.of(),
                HeaderValue.newBuilder().setKey("x-api-key").setRawValue(raw).build()));
    assertThat(facts.headers().all("x-api-key")).containsExactly("k\u00ff\u0080");
  }

  @Test
  void aLongHeaderIsCutAndALongRequestIdToo() {
    var facts =
        parse(
            question(
                "GET",
                "/",
                Map.of(),
                header("x-api-key", "a".repeat(60_000)),
                header("x-request-id", "r".repeat(10_000))));
    assertThat(facts.headers().all("x-api-key").getFirst()).hasSize(16_384);
    assertThat(facts.requestId()).hasSize(128);
  }

  @Test
  void valuesOfEveryTypeAreTakenAsTheyAre() {
    var facts =
        parse(
            question(
                "POST",
                "/",
                Map.of(
                    "null", Value.newBuilder().setNullValue(NullValue.NULL_VALUE).build(),
                    "none", Value.getDefaultInstance(),
                    "list", Value.newBuilder().setListValue(ListValue.newBuilder()).build(),
                    "object", Value.newBuilder().setStructValue(Struct.newBuilder()).build(),
                    "nan", EnvoyQuestions.number(Double.NaN))));
    assertThat(facts.body().get("null")).isEqualTo(Fact.Absent.INSTANCE);
    assertThat(facts.body().get("none")).isEqualTo(Fact.Absent.INSTANCE);
    assertThat(facts.body().get("list")).isEqualTo(new Fact.Structure());
    assertThat(facts.body().get("object")).isEqualTo(new Fact.Structure());
    assertThat(facts.body().get("nan")).isEqualTo(new Fact.Decimal(Double.NaN));
  }

  @Test
  void aRequestWithoutBodyFactsHasABodyError() {
    var facts = parse(question("POST", "/v1/embeddings", Map.of()));
    assertThat(facts.body().get("body_error").said()).isTrue();
  }

  @Test
  void whatEnvoyDoesNotSendUnderOurConfigurationIsNotUnderstood() {
    assertThat(RequestParser.parse(read(CheckRequest.newBuilder()), new Metadata())).isNull();
    assertThat(RequestParser.parse(read(question("GET", "", Map.of())), new Metadata())).isNull();

    var joinedHeaders = chat("k");
    joinedHeaders
        .getAttributesBuilder()
        .getRequestBuilder()
        .getHttpBuilder()
        .clearHeaderMap()
        .putHeaders("authorization", "Bearer k");
    assertThat(RequestParser.parse(read(joinedHeaders), new Metadata())).isNull();

    var otherPhase = new Metadata();
    otherPhase.put(RequestParser.PHASE, "other");
    assertThat(RequestParser.parse(read(chat("k")), otherPhase)).isNull();
  }

  @Test
  void thePhaseComesFromEnvoyAndNotFromTheClient() {
    var key = new Metadata();
    key.put(RequestParser.PHASE, "key");
    assertThat(parse(chat("k"), key).phase()).isEqualTo(RequestFacts.Phase.KEY);
    var claimed = question("POST", "/v1/embeddings", Map.of(), header("x-authz-phase", "key"));
    assertThat(parse(claimed).phase()).isEqualTo(RequestFacts.Phase.FULL);
  }
}
