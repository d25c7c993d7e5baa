/**
 * An upstream with OpenAI's and Anthropic's shapes, for one machine: it costs nothing, the model's
 * name chooses its behaviour, and it keeps a record of everything it served. {@link MockUpstream}
 * is its main.
 */
@NullMarked
package dev.tollgate.local.mock;

import org.jspecify.annotations.NullMarked;
