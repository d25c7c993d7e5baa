package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ByokKey;
import java.util.ArrayList;
import java.util.List;

/** Keys that users and organizations bring along, as people read them. */
final class ByokTable {
  private static final int DAYS_MAX = 90;

  private ByokTable() {}

  static String of(List<ByokKey> keys) {
    var table =
        new Table("OWNER", "PROVIDER", "SENT TO", "KEY", "LABEL", "SET", "USED", "TEST", "TESTED");
    for (var key : keys) {
      table.row(
          owner(key),
          key.getProvider(),
          key.getEndpoint(),
          key.getMasked(),
          key.getLabel(),
          Table.time(key.hasUpdatedAt(), key.getUpdatedAt()),
          Table.time(key.hasLastUsed(), key.getLastUsed()),
          test(key),
          Table.time(key.hasLastTested(), key.getLastTested()));
    }
    return table.toString();
  }

  private static String owner(ByokKey key) {
    return key.getUserId().isEmpty()
        ? "organization " + key.getOrganization()
        : "user " + key.getUserId();
  }

  private static String test(ByokKey key) {
    int status = key.getTestHttpStatus();
    return status == 0 ? key.getTestStatus() : key.getTestStatus() + " (" + status + ")";
  }

  /** What somebody should do something about. */
  static List<String> remarks(List<ByokKey> keys) {
    var remarks = new ArrayList<String>();
    for (var key : keys) {
      var name = owner(key) + ", " + key.getProvider() + ": ";
      if (!key.getProblem().isEmpty()) {
        remarks.add(name + "requests are refused: " + key.getProblem());
      }
      if (!key.getTestProblem().isEmpty()) {
        remarks.add(name + key.getTestProblem());
      }
      if (key.getAgeDays() >= DAYS_MAX) {
        remarks.add(name + "the key is " + key.getAgeDays() + " days old: replace it");
      }
    }
    return remarks;
  }
}
