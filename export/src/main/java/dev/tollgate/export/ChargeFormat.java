package dev.tollgate.export;

import dev.tollgate.proto.ledger.v1.Charge;
import java.io.IOException;

/** Writes charges one after another. What is written is whole after {@link #finish}. */
public interface ChargeFormat {
  void write(Charge charge) throws IOException;

  void finish() throws IOException;
}
