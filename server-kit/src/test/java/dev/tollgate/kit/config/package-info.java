/** Proves that a configuration is taken whole or refused with every reason. */
@NullMarked
package dev.tollgate.kit.config;

import org.jspecify.annotations.NullMarked;
