@NullMarked
package dev.tollgate.export;

import org.jspecify.annotations.NullMarked;
