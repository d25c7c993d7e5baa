package dev.tollgate.authz.check;

/**
 * The value of one member of a request's body, untyped as the client sent it: nothing about it may
 * be assumed.
 */
sealed interface Fact {
  /** Not there, or null; Envoy's parser also leaves out arrays, objects and very long strings. */
  record Absent() implements Fact {
    static final Absent INSTANCE = new Absent();
  }

  record Text(String value) implements Fact {}

  /** Any number: a fraction, below zero, infinite or not a number at all. */
  record Decimal(double value) implements Fact {}

  record Flag(boolean value) implements Fact {
    static final Flag TRUE = new Flag(true);
    static final Flag FALSE = new Flag(false);
  }

  /** An array or an object. */
  record Structure() implements Fact {}

  /** Whether something was said: neither nothing nor false. */
  default boolean said() {
    return switch (this) {
      case Absent() -> false;
      case Flag(boolean value) -> value;
      case Text _, Decimal _, Structure _ -> true;
    };
  }

  default boolean isTrue() {
    return this instanceof Flag flag && flag.value();
  }
}
