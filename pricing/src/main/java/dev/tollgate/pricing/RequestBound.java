package dev.tollgate.pricing;

/** The most that a request can use: input tokens, and output tokens over all its choices. */
public record RequestBound(long inputTokens, long outputTokens) {}
