package dev.tollgate.authz.check;

/** What the body of an inference request says about its cost. */
sealed interface BodyReading permits MeteredBody, Denied {}
