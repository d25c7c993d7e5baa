/**
 * Typed configuration: a YAML file and the environment become one immutable tree of records, or
 * every problem with them is reported at once. Secrets are references and never print. Main type:
 * {@link dev.tollgate.kit.config.ConfigLoader}.
 */
@NullMarked
package dev.tollgate.kit.config;

import org.jspecify.annotations.NullMarked;
