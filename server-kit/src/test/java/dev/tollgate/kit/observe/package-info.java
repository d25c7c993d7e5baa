/** What an operator's probe sees. */
@NullMarked
package dev.tollgate.kit.observe;

import org.jspecify.annotations.NullMarked;
