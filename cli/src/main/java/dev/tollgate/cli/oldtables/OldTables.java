package dev.tollgate.cli.oldtables;

import java.util.Set;
import java.util.function.Consumer;

/** Where old tables are. One thread. Every failure is a {@link SourceException}. */
public interface OldTables extends AutoCloseable {
  /** The columns of a table, in lower case; empty if there is no such table. */
  Set<String> columns(String table);

  /** Passes every row on, one after the other, without holding them all. */
  void read(String table, Consumer<OldRow> reader);

  @Override
  void close();
}
