package dev.tollgate.ledger.prices;

import java.util.List;

/** Price files that cannot be taken; the message has a line for every problem. */
public final class PriceFileException extends Exception {
  private static final long serialVersionUID = 1;

  PriceFileException(List<String> problems) {
    super(String.join("\n", problems));
  }

  /** The message's lines. */
  public List<String> problems() {
    return String.valueOf(getMessage()).lines().toList();
  }
}
