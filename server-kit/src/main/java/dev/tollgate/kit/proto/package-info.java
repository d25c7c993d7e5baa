/**
 * Protobuf messages written by hand, where the generated classes cost too much: the same bytes, no
 * objects. Main type: {@code BackwardsWriter}.
 */
@NullMarked
package dev.tollgate.kit.proto;

import org.jspecify.annotations.NullMarked;
