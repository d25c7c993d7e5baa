package dev.tollgate.authz.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what.
 *
 * @param scopes replaces the whole {@link Scopes#DEFAULT default table}
 */
public record PolicyConfig(@Nullable List<ScopeRule> scopes) {
  /** The table that counts. */
  public Scopes table() {
    return scopes == null ? Scopes.DEFAULT : new Scopes(scopes);
  }
}
