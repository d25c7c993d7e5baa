package dev.tollgate.authz.credits;

import dev.tollgate.proto.ledger.v1.ModelKind;
import dev.tollgate.proto.ledger.v1.ModelPrice;
import dev.tollgate.proto.ledger.v1.PriceBook;
import dev.tollgate.proto.ledger.v1.PriceVersion;

/** What the one model of a {@link ScriptedLedger} costs. */
final class ScriptedPrices {
  static final PriceBook BOOK =
      PriceBook.newBuilder()
          .setPriceVersion(PriceVersion.newBuilder().setBook("default").setVersion(1))
          .addModels(
              ModelPrice.newBuilder()
                  .setModel("gpt-4o-mini")
                  .setProvider("openai")
                  .setKind(ModelKind.MODEL_KIND_CHAT)
                  .setInputPicocredits(150_000)
                  .setOutputPicocredits(600_000)
                  .setContextTokens(128_000)
                  .setMaxOutputTokens(16_384))
          .build();

  private ScriptedPrices() {}
}
