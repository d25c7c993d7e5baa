package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.authz.credits.ForeignReports.Foreign;
import java.util.Arrays;

/**
 * A line of {@code foreign.jsonl}: the usage log's line with what {@link ForeignUsage} wrote around
 * it.
 */
final class ForeignLine {
  private static final byte[] BEFORE = ",\"line\":".getBytes(UTF_8);
  private static final int AFTER_BYTES = "}\n".length();
  private static final int HINT_CHARACTERS_MAX = 200;

  private final UsageLineParser parser = new UsageLineParser();

  /**
   * What is to be forwarded.
   *
   * @throws UnreadableLineException if the line does not say enough for a charge
   */
  Foreign read(byte[] kept) throws UnreadableLineException {
    int at = start(kept);
    var line = Arrays.copyOfRange(kept, at, Math.max(at, kept.length - AFTER_BYTES));
    var members = parser.members(line);
    var usage = parser.parse(members);
    var admission =
        SettlementReader.read(
                usage.reservation(),
                members.hintText("settlement", Integer.MAX_VALUE),
                members.hintText("model", HINT_CHARACTERS_MAX))
            .setEndpoint(members.hintText("path", HINT_CHARACTERS_MAX))
            .setRequestId(members.hintText("request_id", HINT_CHARACTERS_MAX))
            .setAdmittedAtMs(usage.report().facts().getStartedAtMs());
    return new Foreign(usage.reservation().replica(), admission.build(), usage.report());
  }

  private static int start(byte[] kept) throws UnreadableLineException {
    for (int i = 0; i + BEFORE.length < kept.length; i++) {
      int matched = 0;
      while (matched < BEFORE.length && kept[i + matched] == BEFORE[matched]) {
        matched++;
      }
      if (matched == BEFORE.length) {
        return i + BEFORE.length;
      }
    }
    throw new UnreadableLineException(Defect.TORN, "not a line of foreign.jsonl");
  }
}
