package dev.tollgate.authz.authn;

import java.util.List;

/** A request's headers as they came, repeated ones apart. */
@FunctionalInterface
public interface HeaderLookup {
  /** Every value of the header, in order; empty if it is absent. */
  List<String> all(String lowerCaseName);
}
