package dev.tollgate.bench.usage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.IntConsumer;

/**
 * Something that is asked of the ledger-server, and the same of the code behind it.
 *
 * @param asked what its answer may take, as text
 * @param call asks the server; told how often it was asked before
 * @param query asks the database in the same words
 */
record Question(String name, String asked, IntConsumer call, Query query) {
  /** Some of the ledger's own code. */
  interface Query {
    void run() throws SQLException, IOException;
  }
}
