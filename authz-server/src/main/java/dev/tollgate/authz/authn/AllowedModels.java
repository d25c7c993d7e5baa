package dev.tollgate.authz.authn;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which models a key may ask for, by the name that the caller uses. In an entry {@code *} stands
 * for any characters or none; everything else, case included, is taken as it is. Immutable; any
 * thread.
 */
public final class AllowedModels {
  /** Every model. */
  public static final AllowedModels ANY = of(List.of("*"));

  /** No model. */
  public static final AllowedModels NONE = of(List.of());

  /** Entries in one list. */
  public static final int ENTRIES_MAX = 1_000;

  private static final int CHARACTERS_MAX = 256; // no longer name is taken from a body

  private final Set<String> names;
  private final List<NamePattern> patterns;

  private AllowedModels(Set<String> names, List<NamePattern> patterns) {
    this.names = Set.copyOf(names);
    this.patterns = List.copyOf(patterns);
  }

  /**
   * These models alone, each a name or a name with {@code *} in it.
   *
   * @throws IllegalArgumentException if an entry can match nothing, or if there are too many
   */
  public static AllowedModels of(List<String> entries) {
    if (entries.size() > ENTRIES_MAX) {
      throw new IllegalArgumentException(
          "at most " + ENTRIES_MAX + " models, but there are " + entries.size());
    }
    var names = new HashSet<String>();
    var patterns = new ArrayList<NamePattern>();
    for (var entry : entries) {
      requireName(entry);
      if (entry.indexOf('*') < 0) {
        names.add(entry);
      } else {
        patterns.add(NamePattern.of(entry));
      }
    }
    return new AllowedModels(names, patterns);
  }

  private static void requireName(String entry) {
    boolean written = entry.chars().noneMatch(c -> c <= ' ' || c == 0x7f);
    if (entry.isEmpty() || entry.length() > CHARACTERS_MAX || !written) {
      throw new IllegalArgumentException(
          "an entry must be 1 to %d characters without blanks, such as gpt-4o or gpt-4o*"
              .formatted(CHARACTERS_MAX));
    }
  }

  /** Whether the key may ask for the model. Allocates nothing. */
  public boolean permit(String model) {
    if (names.contains(model)) {
      return true;
    }
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(model)) {
        return true;
      }
    }
    return false;
  }
}
