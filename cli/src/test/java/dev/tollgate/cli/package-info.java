/** The command against a real gRPC server on loopback whose services are written by hand. */
@NullMarked
package dev.tollgate.cli;

import org.jspecify.annotations.NullMarked;
