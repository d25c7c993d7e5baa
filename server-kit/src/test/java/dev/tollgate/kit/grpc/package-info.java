/** Real servers and channels on loopback and Unix sockets. */
@NullMarked
package dev.tollgate.kit.grpc;

import org.jspecify.annotations.NullMarked;
