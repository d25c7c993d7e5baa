package dev.tollgate.authz.credits;

import dev.tollgate.authz.credits.journal.Journal;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the journal's old segments go and makes new ones, each lane's by its own writer. */
record JournalUpkeep(Journal journal, Lanes lanes, Settler settler, RecordStream stream) {
  private static final Logger log = LoggerFactory.getLogger(JournalUpkeep.class);

  /** Now and then. */
  void run() {
    for (int lane = 0; lane < lanes.size(); lane++) {
      int writer = lane;
      lanes.execute(writer, () -> rotate(writer));
    }
    settler.rotateStream();
    journal.maintain(stream.acked());
  }

  private void rotate(int lane) {
    try {
      journal.rotateAdmissions(lane);
    } catch (IOException e) {
      log.error("Lane {} of the journal cannot go on to its next segment: {}", lane, e.toString());
    }
  }
}
