package dev.tollgate.ledger.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A state that the correct protocol must reach, or its runs would prove less than they seem to. */
record Witness(String name, Pattern pattern, Bounds bounds) {
  static List<Witness> all() {
    return List.of(
        of("overrun", "overrun [1-9]", Worlds.WITHDRAWN),
        of("dark ceiling", "dark [1-9]", Worlds.WITHDRAWN),
        of("write-off", "written off [1-9]", Worlds.WITHDRAWN),
        of("withdrawal under lease", "granted 2 .*leased 2", Worlds.WITHDRAWN),
        of("extended hold", "overrun 0 .*hold 1 cost 2 posts 1", Worlds.WITHDRAWN),
        of("forgotten lease", "forgotten [1-9]", Worlds.RESTORED),
        of(
            "forgotten lease, spent twice",
            "a0 granted 1 posted 2 .*overrun 1 .*cost 1.*cost 1",
            Worlds.RESTORED),
        of("left in order", "posted 1 leased 0 .*r0 closed", Worlds.LEAVING),
        of(
            "request without credits",
            "a1 granted 2 posted 1 .*hold 0 cost 0 posts 1",
            Worlds.UNITS),
        of("drained", "posted 1 .*r0 draining", Worlds.CRASHED),
        of("ceiling after draining", "posted 1 .*dark [1-9] .*r0 condemned", Worlds.CRASHED));
  }

  private static Witness of(String name, String pattern, Bounds bounds) {
    return new Witness(name, Pattern.compile(pattern), bounds);
  }

  /** A model whose only violation is the state that is looked for. */
  Search.Model model() {
    var money = new Money(new Rules(bounds, Set.of()), true, false);
    return new Search.Model() {
      @Override
      public byte[] initial() {
        return money.initial();
      }

      @Override
      public void successors(byte[] state, Search.Visitor visitor) {
        money.successors(state, visitor);
      }

      @Override
      public Optional<String> violation(byte[] state) {
        boolean reached = pattern.matcher(money.describe(state)).find();
        return reached ? Optional.of("reached") : Optional.empty();
      }

      @Override
      public String describe(byte[] state) {
        return money.describe(state);
      }
    };
  }
}
