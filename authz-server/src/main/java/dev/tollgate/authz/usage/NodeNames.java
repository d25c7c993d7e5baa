package dev.tollgate.authz.usage;

import java.util.HashMap;
import java.util.Map;

/**
 * Which Envoy has which name. Two of one name cannot be told apart: a boot of the one would look
 * like the end of the other's. One thread.
 */
final class NodeNames {
  private final Map<Object, String> names = new HashMap<>();

  /** Whether nobody but this one has said the name last. */
  boolean claim(Object envoy, String name) {
    names.put(envoy, name);
    return names.values().stream().filter(name::equals).count() == 1;
  }
}
