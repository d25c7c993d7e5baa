/**
 * The command line of a server: start it, check its configuration, migrate its schema. Main type:
 * {@link dev.tollgate.kit.command.ServerCommand}.
 */
@NullMarked
package dev.tollgate.kit.command;

import org.jspecify.annotations.NullMarked;
