package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ProviderKey;
import java.util.ArrayList;
import java.util.List;

/** Keys of providers, as people read them. */
final class ProviderTable {
  private static final int DAYS_MAX = 90;

  private ProviderTable() {}

  static String of(List<ProviderKey> keys) {
    var table = new Table("PROVIDER", "KEY", "FROM", "SET", "BY", "TEST", "TESTED");
    for (var key : keys) {
      table.row(
          key.getProvider(),
          key.getActive() ? "yes" : "no",
          key.getMasked(),
          key.getSource(),
          Table.time(key.hasUpdatedAt(), key.getUpdatedAt()),
          key.getUpdatedBy(),
          test(key),
          Table.time(key.hasLastTested(), key.getLastTested()));
    }
    return table.toString();
  }

  private static String test(ProviderKey key) {
    if (key.getSource().equals("none")) {
      return "";
    }
    int status = key.getTestHttpStatus();
    return status == 0 ? key.getTestStatus() : key.getTestStatus() + " (" + status + ")";
  }

  /** What somebody should do something about. */
  static List<String> remarks(List<ProviderKey> keys) {
    var remarks = new ArrayList<String>();
    for (var key : keys) {
      if (!key.getActive()) {
        remarks.add(key.getProvider() + ": nothing is sent there: " + whyInactive(key));
      }
      if (!key.getUnreadable().isEmpty()) {
        remarks.add(key.getProvider() + ": the stored key cannot be read: " + key.getUnreadable());
      }
      if (!key.getTestProblem().isEmpty()) {
        remarks.add(key.getProvider() + ": " + key.getTestProblem());
      }
      if (key.getAgeDays() >= DAYS_MAX) {
        remarks.add(
            key.getProvider() + ": the key is " + key.getAgeDays() + " days old: replace it");
      }
    }
    return remarks;
  }
}
