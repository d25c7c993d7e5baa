package dev.tollgate.bench.ledger;

import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.Pricing;
import dev.tollgate.pricing.wire.PriceProtos;
import dev.tollgate.pricing.wire.Vectors;
import dev.tollgate.proto.ledger.v1.Admission;
import dev.tollgate.proto.ledger.v1.PricesResponse;
import dev.tollgate.proto.ledger.v1.Settle;
import dev.tollgate.proto.ledger.v1.TokenCounts;
import dev.tollgate.proto.ledger.v1.Usage;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The request that is charged again and again: a small chat with a provider's exact usage. All of
 * them differ in their number, their request id and whom they charge.
 */
record Sale(Admission admission, Usage usage, long costNanocredits) {
  private static final String MODEL = "gpt-4o-mini";
  private static final long HOLD_NANOCREDITS = 10_000_000;
  private static final TokenCounts TOKENS =
      TokenCounts.newBuilder().setInput(800).setCachedInput(200).setOutput(150).build();

  /** At the prices of now. */
  static Sale at(PricesResponse prices) throws IOException {
    var catalog =
        new PriceCatalog(prices.getBooksList().stream().map(PriceProtos::fromProto).toList());
    var version = catalog.current("default", Instant.now());
    var price = version == null ? null : catalog.find(version, MODEL);
    if (version == null || price == null) {
      throw new IOException("the ledger has no price for " + MODEL);
    }
    var tokens = PriceProtos.fromProto(TOKENS);
    long cost = Pricing.costNanocredits(price, Evidence.EXACT, tokens, HOLD_NANOCREDITS);
    var admission =
        Admission.newBuilder()
            .setDay((int) LocalDate.now(ZoneOffset.UTC).toEpochDay())
            .setHold(Vectors.oneRequest(HOLD_NANOCREDITS))
            .setPriceVersion(PriceProtos.toProto(version))
            .setModel(MODEL)
            .setKeyId("key_0123456789abcdef01234567")
            .setOrganizationId("org_0123456789abcdef01234567")
            .setProvider("openai")
            .setEndpoint("/v1/chat/completions");
    return new Sale(admission.build(), used(), cost);
  }

  private static Usage used() {
    return Usage.newBuilder()
        .setEvidence(PriceProtos.toProto(Evidence.EXACT))
        .setTokens(TOKENS)
        .setModelAnswered("gpt-4o-mini-2024-07-18")
        .setStatus(200)
        .setDurationMs(2_345)
        .setFirstByteMs(321)
        .setClientAddress("192.0.2.2")
        .setUserAgent("OpenAI/Python 3.57.0")
        .setMethod("POST")
        .setAttempts(1)
        .build();
  }

  /** The end of one such request. */
  Settle settle(long n, String requestId, Payer payer) {
    long now = System.currentTimeMillis();
    return Settle.newBuilder()
        .setAdmission(
            admission.toBuilder()
                .setN(n)
                .addPath(payer.account())
                .setUserId(payer.user())
                .setRequestId(requestId)
                .setAdmittedAtMs(now))
        .setCost(Vectors.oneRequest(costNanocredits))
        .setUsage(usage.toBuilder().setStartedAtMs(now))
        .build();
  }

  /** Who pays. */
  record Payer(String user) {
    String account() {
      return "wallet:user:" + user;
    }
  }
}
