package dev.tollgate.pricing.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.SamplePrices;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PriceProtosTest {
  @Test
  void aBookComesBackAsItWas() {
    var book =
        new PriceBook(
            new PriceVersion("default", 3),
            Instant.parse("2026-01-01T00:00:00.000000001Z"),
            List.of(SamplePrices.MINI, SamplePrices.EVERY_CLASS, SamplePrices.IMAGES));
    assertThat(PriceProtos.fromProto(PriceProtos.toProto(book))).isEqualTo(book);
  }

  @Test
  void aBookOfBeforeCacheWritesOfAnHourIsStillTheSameBook() {
    var book = new PriceBook(new PriceVersion("b", 1), Instant.EPOCH, List.of(SamplePrices.MINI));
    var proto = PriceProtos.toProto(book);
    assertThat(proto.getModels(0).hasCacheWrite1HPicocredits()).isFalse();
    assertThat(PriceProtos.fromProto(proto).models().getFirst().cacheWrite1hPicocredits())
        .isEqualTo(150_000);
  }

  @ParameterizedTest
  @EnumSource
  void everyEvidenceComesBackAsItWas(Evidence evidence) {
    assertThat(PriceProtos.fromProto(PriceProtos.toProto(evidence))).isEqualTo(evidence);
  }
}
