@NullMarked
package dev.tollgate.authz.policy;

import org.jspecify.annotations.NullMarked;
