package dev.tollgate.authz.check;

/** Whose limit a refusal ran into. */
enum LimitScope {
  KEY("key"),
  USER("user"),
  ORGANIZATION("organization"),
  MODEL("model"),
  PLATFORM("platform");

  private final String label;

  LimitScope(String label) {
    this.label = label;
  }

  /** As the error body names it. */
  String label() {
    return label;
  }
}
