package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Units;
import org.jspecify.annotations.Nullable;

/** What a request may cost at most. */
sealed interface Quote permits Quote.Priced, Denied {

  /**
   * The request has a price.
   *
   * @param ownKey what the caller brings along for it; null: it is sent with the platform's key
   * @param upstreamModel as the provider spells it; null: as the client wrote it
   * @param units what of it is counted one by one
   * @param spendNanocredits its price in the book, whoever pays the provider
   * @param holdNanocredits what of that it may cost: all of it, or the fee
   */
  record Priced(
      Provider provider,
      @Nullable OwnKey ownKey,
      ModelPrice price,
      @Nullable String upstreamModel,
      PriceVersion priceVersion,
      Units units,
      long spendNanocredits,
      long holdNanocredits)
      implements Quote {}
}
