package dev.tollgate.authz.credits;

import dev.tollgate.pricing.PriceCatalog;
import dev.tollgate.pricing.wire.PriceProtos;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The price books as the ledger last published them. Any thread; a refresh waits for another. */
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
  synchronized void refresh(long newestVersion) {
    if (newestVersion <= version) {
      return;
    }
    var response = ledger.prices(version);
    if (response.getBooksCount() > 0) {
      catalog =
          new PriceCatalog(response.getBooksList().stream().map(PriceProtos::fromProto).toList());
    }
    version = response.getVersion();
    log.info("Price publication {}: {} book versions", version, response.getBooksCount());
  }

  /** As {@link #refresh(long)}, whatever the ledger has. */
  synchronized void refresh() {
    refresh(version + 1);
  }
}
