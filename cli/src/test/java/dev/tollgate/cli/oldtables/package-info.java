@NullMarked
package dev.tollgate.cli.oldtables;

import org.jspecify.annotations.NullMarked;
