package dev.tollgate.kit.config;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/**
 * The place of a value in the tree, in its two spellings: {@code database.pool_size} in the file,
 * {@code DATABASE_POOL_SIZE} (behind a prefix) in the environment.
 */
record Key(String path, String variable) {
  static Key root(String environmentPrefix) {
    return new Key("", environmentPrefix);
  }

  Key child(String name) {
    return new Key(
        path.isEmpty() ? name : path + "." + name,
        variable.isEmpty() ? "" : variable + "_" + name.toUpperCase(Locale.ROOT));
  }

  /** An element of a list has no variable: the environment replaces lists only as a whole. */
  Key element(int index) {
    return new Key(path + "[" + index + "]", "");
  }

  /** The end of a sentence that says how to supply the value. */
  String orSetTheVariable() {
    return variable.isEmpty() ? "" : " or set " + variable;
  }

  /** {@code poolSize} is written {@code pool_size}. */
  static String nameOf(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }
}
