package dev.tollgate.authz.credits.journal;

import dev.tollgate.proto.journal.v1.Admit;
import dev.tollgate.proto.ledger.v1.Admission;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What the processes before this one left behind.
 *
 * @param hostBoot boot of the host they ran on; empty if there was none
 * @param lastN highest reservation number
 * @param lastSeq highest seq of the stream
 * @param open admissions that no stream record has closed
 * @param closed whether a stream record that is kept ended the reservation with this number
 * @param voided whether such a record gave it back as never sent
 * @param dark reservations that are charged as dark, by number
 * @param damage what is missing, or null if everything is there
 */
public record JournalContents(
    long epoch,
    String hostBoot,
    long lastN,
    long lastSeq,
    List<OpenAdmission> open,
    LongPredicate closed,
    LongPredicate voided,
    Map<Long, Admission> dark,
    @Nullable String damage) {
  /** An admission and the segment that it keeps. */
  public record OpenAdmission(Admit admit, SegmentFile file) {}
}
