/**
 * The {@code tollgate} command, for operators: keys, credits, usage and the ledger's verification
 * over gRPC. Tables for people, JSON for scripts; exact amounts; one clear line for what went
 * wrong. Main type: {@link dev.tollgate.cli.Tollgate}.
 */
@NullMarked
package dev.tollgate.cli;

import org.jspecify.annotations.NullMarked;
