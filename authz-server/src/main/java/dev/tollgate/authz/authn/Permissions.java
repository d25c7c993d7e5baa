package dev.tollgate.authz.authn;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What permissions cover. A permission is {@code area:action}; {@code area:*} covers every action
 * of its area. Three reach further: {@code admin:*} administers an organization and may do and give
 * what its keys can; {@code *} is everything within an organization; {@code platform:*} is
 * everything everywhere, and nothing but itself covers it.
 */
public final class Permissions {
  public static final String INFERENCE = "llm:inference";
  public static final String MODELS = "llm:models";
  public static final String ON_BEHALF = "act:on-behalf";
  public static final String BYOK = "byok:manage";
  public static final String ADMIN = "admin:*";
  public static final String PLATFORM = "platform:*";

  /** What can be given to a new key. */
  public static final SortedSet<String> KNOWN =
      new TreeSet<>(List.of(INFERENCE, MODELS, "llm:*", ON_BEHALF, BYOK, ADMIN, PLATFORM, "*"));

  private static final String EVERYTHING = "*";
  private static final String PLATFORM_AREA = "platform:";
  private static final Set<String> ADMINISTERED = Set.of("llm:", "act:", "byok:", "admin:");

  private Permissions() {}

  /** Whether somebody with these permissions may do, or give to others, this one. */
  public static boolean cover(Collection<String> held, String wanted) {
    if (held.contains(PLATFORM)) {
      return true;
    }
    if (wanted.startsWith(PLATFORM_AREA)) {
      return false;
    }
    return held.contains(EVERYTHING) || held.contains(wanted) || byArea(held, wanted);
  }

  private static boolean byArea(Collection<String> held, String wanted) {
    int end = wanted.indexOf(':') + 1;
    if (end == 0) {
      return false;
    }
    var area = wanted.substring(0, end);
    return held.contains(area + EVERYTHING)
        || (held.contains(ADMIN) && ADMINISTERED.contains(area));
  }
}
