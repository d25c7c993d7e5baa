package dev.tollgate.cli.bill;

/** A bill cannot be read; the message names the file, the line, the column and what to do. */
public final class BillException extends RuntimeException {
  private static final long serialVersionUID = 1;

  BillException(String message) {
    super(message);
  }
}
