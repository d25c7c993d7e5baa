package dev.tollgate.pricing.window;

import java.util.Locale;

/**
 * Names one limit: of whom, of what, and for how long.
 *
 * @param owner {@code key:<id>}, {@code user:<id>} or {@code organization:<slug>}
 */
public record LimitId(Kind kind, String owner, Period period) {
  /** What is limited; in the order in which refusals count. */
  public enum Kind {
    /** Credits that are charged. */
    BUDGET,
    /** Credits at the price of the book, whoever pays the provider. */
    SPEND,
    /** Requests. */
    QUOTA;

    /** As accounts and rows spell it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The inverse of {@link #label}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Kind of(String label) {
      for (var kind : values()) {
        if (kind.label().equals(label)) {
          return kind;
        }
      }
      throw new IllegalArgumentException("\"" + label + "\" is none of budget, spend and quota");
    }
  }

  /** Whose limits there can be. */
  public enum Scope {
    KEY,
    USER,
    ORGANIZATION;

    private final String prefix = name().toLowerCase(Locale.ROOT) + ":";

    /** The owner with this id. */
    public String owner(String id) {
      return prefix + id;
    }

    /** The id of this owner. */
    public String id(String owner) {
      return owner.substring(prefix.length());
    }

    /**
     * What an owner is.
     *
     * @throws IllegalArgumentException if it is none of the three, or has no id
     */
    public static Scope of(String owner) {
      for (var scope : values()) {
        if (owner.startsWith(scope.prefix) && owner.length() > scope.prefix.length()) {
          return scope;
        }
      }
      throw new IllegalArgumentException(
          "\"" + owner + "\" is none of key:<id>, user:<id> and organization:<slug>");
    }
  }

  public LimitId {
    Scope.of(owner);
  }

  public Scope scope() {
    return Scope.of(owner);
  }
}
