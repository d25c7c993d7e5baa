package dev.tollgate.authz.usage;

import java.nio.file.Path;

/**
 * Where the usage log is.
 *
 * @param path the file that Envoy writes; it may appear later
 * @param stateDirectory where the position, the quarantine and foreign usage are kept; made if it
 *     is missing, and as lasting as the journal's directory
 */
public record UsageLogConfig(Path path, Path stateDirectory) {}
