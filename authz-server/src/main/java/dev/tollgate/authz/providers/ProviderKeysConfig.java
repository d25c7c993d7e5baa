package dev.tollgate.authz.providers;

import dev.tollgate.kit.config.Default;

/** Where the platform's keys at the providers come from. */
public record ProviderKeysConfig(@Default("environment") KeySource source) {}
