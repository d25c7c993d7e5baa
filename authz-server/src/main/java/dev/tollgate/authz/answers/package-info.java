/**
 * What the gateway answers itself, behind Envoy's transcoder: whether it lives, which models have a
 * price, the caller's own balance, and what its requests cost. Served on the Check socket alone, so
 * the identity headers that Check set are trusted. Main type: {@link
 * dev.tollgate.authz.answers.AnswersService}.
 */
@NullMarked
package dev.tollgate.authz.answers;

import org.jspecify.annotations.NullMarked;
