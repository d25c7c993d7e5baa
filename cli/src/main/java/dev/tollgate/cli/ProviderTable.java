package dev.tollgate.cli;

import dev.tollgate.proto.admin.v1.ProviderKey;
import dev.tollgate.proto.admin.v1.ProviderTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** Keys of providers, as people read them. */
final class ProviderTable {
  private static final int DAYS_MAX = 90;
  private static final double PERCENT = 100;

  private ProviderTable() {}

  static String of(List<ProviderKey> keys) {
    var table =
        new Table(
            "PROVIDER", "ACTIVE", "KEY", "FROM", "SET", "BY", "TEST", "TESTED", "LAST MINUTES");
    for (var key : keys) {
      table.row(
          key.getProvider(),
          key.getActive() ? "yes" : "no",
          key.getMasked(),
          key.getSource(),
          Table.time(key.hasUpdatedAt(), key.getUpdatedAt()),
          key.getUpdatedBy(),
          test(key),
          Table.time(key.hasLastTested(), key.getLastTested()),
          traffic(key));
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

  private static String whyInactive(ProviderKey key) {
    return key.hasDisabledAt()
        ? key.getInactiveBecause()
            + " since "
            + Table.time(true, key.getDisabledAt())
            + " by "
            + key.getDisabledBy()
        : key.getInactiveBecause();
  }

  /** How requests of the last minutes went; empty where that was not asked for. */
  private static String traffic(ProviderKey key) {
    var traffic = key.getTraffic();
    return traffic.getRequests() == 0
        ? traffic.getHealth()
        : String.format(
            Locale.ROOT,
            "%s: %,d requests%s, %.1f %% failed",
            traffic.getHealth(),
            traffic.getRequests(),
            isCut(traffic) ? " in " + traffic.getSeconds() + " s" : "",
            PERCENT * traffic.getFailed() / traffic.getRequests());
  }

  /** Whether there was more in these minutes than the ledger looked at. */
  private static boolean isCut(ProviderTraffic traffic) {
    long asked = Duration.ofMinutes(traffic.getMinutes()).toSeconds();
    return traffic.getSeconds() > 0 && traffic.getSeconds() < asked;
  }

  private static String span(ProviderTraffic traffic) {
    return isCut(traffic) ? traffic.getSeconds() + " s" : traffic.getMinutes() + " minutes";
  }

  /** Of what failed, why; empty if nothing did. */
  private static String failures(ProviderTraffic traffic) {
    var why = new StringJoiner(", ");
    add(why, traffic.getErrors(), "answered with an error of the provider");
    add(why, traffic.getThrottled(), "with 429");
    add(why, traffic.getKeyRefused(), "with 401 or 403 to the platform's key");
    add(why, traffic.getUnreached(), "not reached, or broken off");
    return why.toString();
  }

  private static void add(StringJoiner why, long count, String what) {
    if (count > 0) {
      why.add(String.format(Locale.ROOT, "%,d %s", count, what));
    }
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
      if (key.getTraffic().getFailed() > 0) {
        remarks.add(
            "%s: of the last %s: %s"
                .formatted(key.getProvider(), span(key.getTraffic()), failures(key.getTraffic())));
      }
      if (key.getAgeDays() >= DAYS_MAX) {
        remarks.add(
            key.getProvider() + ": the key is " + key.getAgeDays() + " days old: replace it");
      }
    }
    return remarks;
  }
}
