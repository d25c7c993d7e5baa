package dev.tollgate.authz.check;

import dev.tollgate.authz.authn.OwnKey;
import dev.tollgate.authz.authn.Principal;
import dev.tollgate.authz.credits.ChargePath;
import dev.tollgate.authz.credits.HoldOutcome;
import dev.tollgate.authz.credits.ReservationId;
import dev.tollgate.authz.providers.Provider;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.Units;
import org.jspecify.annotations.Nullable;

/** What Check decided. */
sealed interface Decision permits Denied, Decision.Allowed {

  /** The request passes. */
  sealed interface Allowed extends Decision {}

  /**
   * The request goes to a provider and is paid for.
   *
   * @param path what it charges
   * @param userId for whom; not the principal's where a service names another one
   * @param ownKey what the caller brings along for it; null: it is sent with the platform's key
   * @param price of the model in that version of the book
   * @param upstreamModel as the provider spells it; null: as the client wrote it
   * @param units what of it is counted one by one
   * @param spendNanocredits what is held of the book's price, whoever pays the provider
   * @param holdNanocredits what is held of the payer's credit
   * @param balanceNanocredits granted minus posted of the wallet at admission, or {@link
   *     HoldOutcome#BALANCE_UNKNOWN}
   * @param injectUsage whether Envoy must ask the provider for usage that the client did not ask
   *     for
   */
  record Admitted(
      Endpoint endpoint,
      Principal principal,
      ChargePath path,
      String userId,
      Provider provider,
      @Nullable OwnKey ownKey,
      ModelPrice price,
      @Nullable String upstreamModel,
      ReservationId reservation,
      long spendNanocredits,
      long holdNanocredits,
      PriceVersion priceVersion,
      Units units,
      long balanceNanocredits,
      boolean injectUsage)
      implements Allowed {
    /** Whether Envoy must edit the request or its answer. */
    boolean edits() {
      return upstreamModel != null || injectUsage || endpoint.tellsCost();
    }
  }

  /** We answer the request ourselves; nobody in particular asked if there is no principal. */
  record OwnAnswer(Endpoint endpoint, @Nullable Principal principal) implements Allowed {}

  /**
   * The request goes to a service that is no LLM, and costs nothing.
   *
   * @param service has a key
   * @param upstreamPath its path there, without the query
   */
  record Forwarded(Provider service, Principal principal, String upstreamPath) implements Allowed {}

  /** The credential is worth taking the body in; the whole request will be checked again. */
  record KeyAccepted() implements Allowed {}
}
