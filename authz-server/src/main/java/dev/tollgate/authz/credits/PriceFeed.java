package dev.tollgate.authz.credits;

import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.PriceVersion;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The price books as the ledger last published them. Read anywhere; refreshed by one thread. */
final class PriceFeed implements Supplier<PriceCatalog> {
  private static final Logger log = LoggerFactory.getLogger(PriceFeed.class);

  private final LedgerCalls ledger;
  private volatile PriceCatalog catalog = PriceCatalog.EMPTY;
  private long version;

  PriceFeed(LedgerCalls ledger) {
    this.ledger = ledger;
  }

  @Override
  public PriceCatalog get() {
    return catalog;
  }

  /** Asks for the books if the ledger has a publication that is newer than ours. Blocks. */
  void refresh(long newestVersion) {
    if (newestVersion <= version) {
      return;
    }
    var response = ledger.prices(version);
    if (response.getBooksCount() > 0) {
      catalog = new PriceCatalog(response.getBooksList().stream().map(PriceFeed::book).toList());
    }
    version = response.getVersion();
    log.info("Price publication {}: {} book versions", version, response.getBooksCount());
  }

  /** As {@link #refresh(long)}, whatever the ledger has. */
  void refresh() {
    refresh(version + 1);
  }

  private static PriceBook book(dev.tollgate.proto.ledger.v1.PriceBook book) {
    var version = book.getPriceVersion();
    var from = book.getEffectiveFrom();
    return new PriceBook(
        new PriceVersion(version.getBook(), version.getVersion()),
        Instant.ofEpochSecond(from.getSeconds(), from.getNanos()),
        book.getModelsList().stream().map(PriceFeed::price).toList());
  }

  private static ModelPrice price(dev.tollgate.proto.ledger.v1.ModelPrice price) {
    return new ModelPrice(
        price.getModel(),
        price.getAliasesList(),
        price.getProvider(),
        switch (price.getKind()) {
          case MODEL_KIND_CHAT -> ModelPrice.Kind.CHAT;
          case MODEL_KIND_EMBEDDING -> ModelPrice.Kind.EMBEDDING;
          case MODEL_KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException(price.getModel() + " is of a kind unknown here");
        },
        price.getInputPicocredits(),
        price.getCachedInputPicocredits(),
        price.getCacheWritePicocredits(),
        price.getOutputPicocredits(),
        price.getReasoningPicocredits(),
        price.getAudioInputPicocredits(),
        price.getAudioOutputPicocredits(),
        price.getRequestNanocredits(),
        price.getContextTokens(),
        price.getMaxOutputTokens(),
        price.getCreatedSeconds(),
        price.getOwnedBy());
  }
}
