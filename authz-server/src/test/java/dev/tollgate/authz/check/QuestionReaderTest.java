package dev.tollgate.authz.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reader against protobuf's own: what it reads and what it refuses. */
final class QuestionReaderTest {
  private static final int MESSAGES = 3_000;
  private static final int DAMAGED = 10_000;

  private final Random random = new Random(6);
  private final RandomQuestions questions = new RandomQuestions(random);

  @Test
  void everyQuestionIsReadAsTheGeneratedClassesReadIt() throws IOException {
    for (int i = 0; i < MESSAGES; i++) {
      var bytes = questions.next();
      GeneratedReading.assertSame(CheckRequest.parseFrom(bytes), QuestionReader.read(bytes));
    }
  }

  @Test
  void whatIsDamagedIsRefusedIfProtobufRefusesItAndReadAlikeIfNot() {
    int refused = 0;
    for (int i = 0; i < DAMAGED; i++) {
      refused += compared(questions.damaged(questions.next())) ? 0 : 1;
    }
    assertThat(refused).isBetween(DAMAGED / 10, DAMAGED * 9 / 10);
  }

  /** Whether protobuf took it. */
  private static boolean compared(byte[] bytes) {
    Question read;
    try {
      read = QuestionReader.read(bytes);
    } catch (IOException refused) {
      assertThatThrownBy(() -> ReducedSchema.parse(bytes))
          .isInstanceOf(InvalidProtocolBufferException.class);
      return false;
    }
    try {
      ReducedSchema.parse(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("protobuf refuses " + ByteString.copyFrom(bytes), e);
    }
    try {
      GeneratedReading.assertSame(CheckRequest.parseFrom(bytes), read);
    } catch (InvalidProtocolBufferException damagedElsewhere) {
      // In a part that nobody looks at: the generated classes do.
    }
    return true;
  }

  @Test
  void aPartThatStandsTwiceIsMergedAndTheLastValueCounts() throws IOException {
    var first = EnvoyQuestions.chat("one").build().toByteString();
    var second =
        EnvoyQuestions.question(
                "GET",
                "/v1/models",
                Map.of("model", EnvoyQuestions.text("other")),
                EnvoyQuestions.header("authorization", "Bearer two"))
            .build()
            .toByteString();
    var question = QuestionReader.read(first.concat(second).toByteArray());
    assertThat(question.path()).isEqualTo("/v1/models");
    assertThat(question.headers())
        .satisfies(headers ->
            assertThat(headers.all("authorization")).containsExactly("Bearer one", "Bearer two"));
    assertThat(question.body())
        .satisfies(body -> {
          assertThat(body.get("model")).isEqualTo(new Fact.Text("other"));
          assertThat(body.get("scanned")).isEqualTo(Fact.Absent.INSTANCE);
        });
  }

  @Test
  void moreHeadersOrMembersThanEnvoyTakesAreRefused() {
    var headers = HeaderMap.newBuilder();
    for (int i = 0; i <= QuestionHeaders.HEADERS_MAX; i++) {
      headers.addHeaders(HeaderValue.getDefaultInstance());
    }
    var manyHeaders = EnvoyQuestions.chat("k");
    manyHeaders.getAttributesBuilder().getRequestBuilder().getHttpBuilder().setHeaderMap(headers);
    assertThatThrownBy(() -> QuestionReader.read(manyHeaders.build().toByteArray()))
        .hasMessageContaining("headers");

    var members = new HashMap<String, Value>();
    for (int i = 0; i <= QuestionBody.MEMBERS_MAX; i++) {
      members.put("m" + i, EnvoyQuestions.flag(true));
    }
    var manyMembers = EnvoyQuestions.question("POST", "/", members).build().toByteArray();
    assertThatThrownBy(() -> QuestionReader.read(manyMembers)).hasMessageContaining("members");
  }
}
