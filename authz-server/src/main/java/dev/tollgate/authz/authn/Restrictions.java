package dev.tollgate.authz.authn;

/**
 * What a key may not do though its permissions would let it.
 *
 * @param requestCostMaxNanocredits what one request may cost at most; {@link Long#MAX_VALUE} if
 *     that is not limited
 */
public record Restrictions(
    AllowedModels models, AllowedAddresses addresses, long requestCostMaxNanocredits) {
  /** Nothing is restricted. */
  public static final Restrictions NONE =
      new Restrictions(AllowedModels.ANY, AllowedAddresses.ANY, Long.MAX_VALUE);

  /** Nothing is allowed. */
  public static final Restrictions EVERYTHING =
      new Restrictions(AllowedModels.NONE, AllowedAddresses.NONE, 0);

  public Restrictions {
    if (requestCostMaxNanocredits < 0) {
      throw new IllegalArgumentException(
          "the cost of a request must be limited to 0 or more, not to "
              + requestCostMaxNanocredits);
    }
  }
}
