package dev.tollgate.authz.usage;

import java.io.Serial;

/** A line of the usage log that is not what docs/reference/envoy.md describes; says why. */
final class UnreadableLineException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final Defect defect;

  UnreadableLineException(Defect defect, String reason) {
    super(reason, null, false, false);
    this.defect = defect;
  }

  Defect defect() {
    return defect;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
