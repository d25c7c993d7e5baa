/** The admin service over its real port, on a real database. */
@NullMarked
package dev.tollgate.authz.admin;

import org.jspecify.annotations.NullMarked;
