package dev.tollgate.kit.config;

import java.util.List;

/** The configuration cannot be used. The message is every problem, one a line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final String[] problems;

  ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = problems.toArray(String[]::new);
  }

  /** Each one {@code path.to.key: what is wrong, what to do}; never empty, never a secret. */
  public List<String> problems() {
    return List.of(problems);
  }
}
