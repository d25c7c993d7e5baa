package dev.tollgate.bench.usage;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Organizations and their keys: the n-th one has an n-th as many keys as the first, and one at
 * least.
 */
record Customers(List<Organization> organizations) {
  /** One that pays for its keys. */
  record Organization(int number, int keys) {
    String id() {
      return "org_%024x".formatted(number);
    }

    String wallet() {
      return "wallet:organization:customer-" + number;
    }
  }

  static Customers of(UsagePlan plan) {
    double harmonic =
        IntStream.rangeClosed(1, plan.organizations()).mapToDouble(n -> 1.0 / n).sum();
    var organizations = new ArrayList<Organization>();
    for (int n = 1; n <= plan.organizations(); n++) {
      int keys = (int) Math.max(1, Math.round(plan.keys() / harmonic / n));
      organizations.add(new Organization(n, keys));
    }
    return new Customers(List.copyOf(organizations));
  }

  Organization largest() {
    return organizations.getFirst();
  }

  /** Half of all organizations have as many keys or fewer. */
  Organization middle() {
    return organizations.get(organizations.size() / 2);
  }

  int keys() {
    return organizations.stream().mapToInt(Organization::keys).sum();
  }
}
