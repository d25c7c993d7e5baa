package dev.tollgate.authz;

import dev.tollgate.kit.grpc.EventLoops;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** What every part of the server uses, made once. */
record World(
    EventLoops loops,
    InstantSource clock,
    LongSupplier nanoTime,
    SecureRandom random,
    PrometheusMeterRegistry registry) {}
