package dev.tollgate.local.mock;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a model behaves.
 *
 * @param errorStatus the status of the error it always answers, 0 for none
 * @param fixedOutputTokens tokens of output whatever was asked for, 0 for the usual rule
 */
record Behaviour(
    int errorStatus,
    Duration delay,
    boolean hangs,
    boolean cutsOff,
    boolean reportsUsage,
    int fixedOutputTokens) {
  static final Behaviour NORMAL = new Behaviour(0, Duration.ZERO, false, false, true, 0);

  private static final Pattern REAL = Pattern.compile("(gpt-|chatgpt-|o\\d|text-embedding-).*");
  private static final Map<String, Behaviour> MOCKS =
      Map.of(
          "mock-slow",
          new Behaviour(0, Duration.ofSeconds(3), false, false, true, 0),
          "mock-error-400",
          error(400),
          "mock-error-429",
          error(429),
          "mock-error-500",
          error(500),
          "mock-error-503",
          error(503),
          "mock-hang",
          new Behaviour(0, Duration.ZERO, true, false, true, 0),
          "mock-cut",
          new Behaviour(0, Duration.ZERO, false, true, true, 0),
          "mock-no-usage",
          new Behaviour(0, Duration.ZERO, false, false, false, 0),
          "mock-per-request",
          NORMAL,
          "mock-hold5",
          new Behaviour(0, Duration.ZERO, false, false, true, 20));

  /**
   * @throws Refusal 404 if there is no such model
   */
  static Behaviour of(String model) throws Refusal {
    @Nullable Behaviour mock = MOCKS.get(model);
    if (mock != null) {
      return mock;
    }
    if (REAL.matcher(model).matches()) {
      return NORMAL;
    }
    throw Refusal.unknownModel(model);
  }

  private static Behaviour error(int status) {
    return new Behaviour(status, Duration.ZERO, false, false, true, 0);
  }
}
