package dev.tollgate.authz.check;

import dev.tollgate.authz.providers.Provider;
import dev.tollgate.pricing.PriceVersion;

/** What a request may cost at most. */
sealed interface Quote permits Quote.Priced, Denied {

  /**
   * The request has a price.
   *
   * @param model as the price book spells it
   */
  record Priced(Provider provider, String model, PriceVersion priceVersion, long holdNanocredits)
      implements Quote {}
}
