/** Typed configuration. */
@NullMarked
package dev.tollgate.kit.config;

import org.jspecify.annotations.NullMarked;
