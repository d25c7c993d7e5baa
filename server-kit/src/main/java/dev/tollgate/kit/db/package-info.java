/**
 * PostgreSQL: pools that start while it is down, migrations, and whether it keeps what it
 * acknowledges. Main type: {@link dev.tollgate.kit.db.Databases}.
 */
@NullMarked
package dev.tollgate.kit.db;

import org.jspecify.annotations.NullMarked;
