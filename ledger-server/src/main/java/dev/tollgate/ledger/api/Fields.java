package dev.tollgate.ledger.api;

import dev.tollgate.kit.grpc.GrpcErrors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** Collects what is wrong with the fields of a request, all of it at once. */
final class Fields {
  private static final int TEXT_MAX = 255;
  private static final Pattern WALLET = Pattern.compile("wallet:(user|organization):.{1,255}");
  private static final Pattern ACCOUNT = Pattern.compile("(wallet|budget|quota|spend):.{1,290}");

  private final Map<String, String> problems = new LinkedHashMap<>();

  static Map<String, String> named(IllegalArgumentException e) {
    return Map.of("records", String.valueOf(e.getMessage()));
  }

  Fields wallet(String field, String value) {
    return matches(field, value, WALLET, "must be wallet:user:<id> or wallet:organization:<slug>");
  }

  Fields account(String field, String value) {
    return matches(field, value, ACCOUNT, "must be the id of an account, such as wallet:user:<id>");
  }

  private Fields matches(String field, String value, Pattern pattern, String problem) {
    return require(
        pattern.matcher(value).matches() && value.chars().noneMatch(Character::isISOControl),
        field,
        problem);
  }

  Fields atLeast(String field, long value, long least) {
    return require(value >= least, field, "must be " + least + " or more, but is " + value);
  }

  Fields between(String field, long value, long least, long most) {
    return require(
        value >= least && value <= most,
        field,
        "must be from " + least + " to " + most + ", but is " + value);
  }

  Fields text(String field, String value, int least) {
    return require(
        value.length() >= least
            && value.length() <= TEXT_MAX
            && value.chars().noneMatch(Character::isISOControl),
        field,
        "must have " + least + " to " + TEXT_MAX + " characters, none of them a control character");
  }

  Fields require(boolean holds, String field, String problem) {
    if (!holds) {
      problems.putIfAbsent(field, problem);
    }
    return this;
  }

  UUID uuid(String field, String value) {
    try {
      return UUID.fromString(value);
    } catch (IllegalArgumentException e) {
      problems.put(field, "must be a UUID");
      return new UUID(0, 0);
    }
  }

  /** What is wrong, by field. */
  Map<String, String> problems() {
    return problems;
  }

  /** Throws INVALID_ARGUMENT if anything was wrong. */
  void check() {
    if (!problems.isEmpty()) {
      throw GrpcErrors.invalidArgument(problems);
    }
  }
}
