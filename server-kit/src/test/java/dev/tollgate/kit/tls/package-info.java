/** Certificates of an authority that a test makes. */
@NullMarked
package dev.tollgate.kit.tls;

import org.jspecify.annotations.NullMarked;
