@NullMarked
package dev.tollgate.kit.command;

import org.jspecify.annotations.NullMarked;
