package dev.tollgate.authz.admin;

import dev.tollgate.kit.grpc.GrpcErrors;
import java.util.LinkedHashMap;
import java.util.Map;

/** Collects what is wrong with the fields of a request, all of it at once. */
final class Fields {
  private final Map<String, String> problems = new LinkedHashMap<>();

  /** Of 1 to so many characters, not all of them blank. */
  Fields text(String field, String value, int most) {
    return require(
        !value.isBlank() && fits(value, most),
        field,
        "must have 1 to " + most + " characters, none of them control characters");
  }

  /** May also be empty. */
  Fields optionalText(String field, String value, int most) {
    return require(
        fits(value, most),
        field,
        "must have at most " + most + " characters, none of them control characters");
  }

  Fields require(boolean holds, String field, String problem) {
    if (!holds) {
      problems.put(field, problem);
    }
    return this;
  }

  /** Throws INVALID_ARGUMENT if anything was wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw GrpcErrors.invalidArgument(problems);
    }
  }

  private static boolean fits(String value, int most) {
    return value.length() <= most && value.chars().noneMatch(Fields::breaksLines);
  }

  /** Control characters, and the separators that the ledger takes in no account's name either. */
  private static boolean breaksLines(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
      default -> false;
    };
  }
}
