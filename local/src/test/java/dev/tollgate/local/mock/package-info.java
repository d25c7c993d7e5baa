@NullMarked
package dev.tollgate.local.mock;

import org.jspecify.annotations.NullMarked;
