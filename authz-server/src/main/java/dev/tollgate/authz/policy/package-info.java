/**
 * Which permissions a route asks for, as the configuration says it. Main type: {@link
 * dev.tollgate.authz.policy.Scopes}.
 */
@NullMarked
package dev.tollgate.authz.policy;

import org.jspecify.annotations.NullMarked;
