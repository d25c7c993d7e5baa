package dev.tollgate.authz.credits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.kit.proto.BackwardsWriter;
import dev.tollgate.pricing.ByokFee;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.journal.v1.Admit;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class AdmittedRequestTest {
  private static final String[] TEXTS = {"", "a", "wallet:user:alice", "näme", "x".repeat(300)};

  private final Random random = new Random(7);
  private final BackwardsWriter writer = new BackwardsWriter(64);

  @Test
  void theJournalsEntrySaysWhatTheAdmissionAndItsRequestSay() throws Exception {
    for (int i = 0; i < 2_000; i++) {
      var admitted = random();
      var request = admitted.request();
      writer.clear();
      admitted.writeAdmit(writer);
      assertThat(Admit.parseFrom(writer.toByteArray()))
          .isEqualTo(
              Admit.newBuilder()
                  .setAdmission(admitted.toProto())
                  .setBootClockMs(admitted.bootMillis())
                  .setEnvoyNode(request.envoyNode())
                  .setEnvoyBoot(request.envoyBoot())
                  .setBoundNanocredits(request.holdNanocredits())
                  .build());
    }
  }

  private AdmittedRequest random() {
    List<String> path = Stream.generate(this::text).limit(1 + random.nextInt(4)).toList();
    var request =
        new HoldRequest(
            path,
            number(),
            new PriceVersion("book", random.nextInt(1, 1_000)),
            text(),
            text(),
            text(),
            text(),
            text(),
            owner(),
            text(),
            text(),
            text(),
            text());
    return new AdmittedRequest(
        request,
        random.nextBoolean()
            ? Vectors.oneRequest(number())
            : Vectors.oneRequest(number(), number()),
        number(),
        random.nextInt(30_000),
        number(),
        number());
  }

  private @Nullable OwnSpend owner() {
    return switch (random.nextInt(3)) {
      case 0 -> new OwnSpend(OwnKey.Owner.USER, number(), fee());
      case 1 -> new OwnSpend(OwnKey.Owner.ORGANIZATION, number(), fee());
      default -> null;
    };
  }

  private ByokFee fee() {
    return random.nextBoolean() ? ByokFee.NONE : new ByokFee(random.nextInt(10_001));
  }

  private String text() {
    return TEXTS[random.nextInt(TEXTS.length)];
  }

  private long number() {
    return random.nextLong() >>> random.nextInt(1, Long.SIZE);
  }
}
