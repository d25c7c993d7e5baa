package dev.tollgate.pricing.wire;

import dev.tollgate.proto.ledger.v1.Amounts;

/** What an account counts. */
public enum Unit {
  /** What is charged. */
  NANOCREDITS,
  /** Whatever passes. */
  REQUESTS,
  /** Nanocredits at the price of the book, whoever pays the provider. */
  SPEND;

  /** The unit of an account, by its id. */
  public static Unit of(String account) {
    if (account.startsWith("quota:")) {
      return REQUESTS;
    }
    return account.startsWith("spend:") ? SPEND : NANOCREDITS;
  }

  /** So much of it. */
  public long in(Amounts amounts) {
    return switch (this) {
      case NANOCREDITS -> amounts.getNanocredits();
      case REQUESTS -> amounts.getRequests();
      case SPEND -> amounts.hasSpend() ? amounts.getSpend() : amounts.getNanocredits();
    };
  }
}
