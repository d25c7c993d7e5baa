package dev.tollgate.cli;

import dev.tollgate.cli.oldtables.OldTable;
import dev.tollgate.cli.oldtables.OldTables;
import dev.tollgate.cli.oldtables.SourceException;
import dev.tollgate.cli.oldtables.Sources;
import java.util.List;
import picocli.CommandLine.Option;

/** Which other system it is, where its tables are, and whether anything is taken over. */
final class ImportSource {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "SOURCE",
      description = {
        "A directory with a CSV file for each table, or postgresql://USER@HOST:PORT/DATABASE",
        "with the password in the variable PGPASSWORD."
      })
  private String from = "";

  @Option(names = "--dry-run", description = "Judge every row, change nothing.")
  boolean dryRun;

  @Option(
      names = "--source",
      paramLabel = "NAME",
      defaultValue = "legacy",
      description = {
        "What the other system is called here; \"${DEFAULT-VALUE}\" if left out. The same for all"
            + " that",
        "comes from it: its ids are known by it."
      })
  String name = "";

  /** Nothing has been sent yet: whatever is wrong here is wrong with the command. */
  OldTables open(Session session, List<OldTable> wanted) {
    try {
      return Sources.open(from, session.environment(), wanted);
    } catch (SourceException e) {
      throw new MisconfiguredException(String.valueOf(e.getMessage()));
    }
  }
}
