/** Against a real PostgreSQL. */
@NullMarked
package dev.tollgate.kit.db;

import org.jspecify.annotations.NullMarked;
