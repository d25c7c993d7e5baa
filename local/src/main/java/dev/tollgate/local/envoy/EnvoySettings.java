package dev.tollgate.local.envoy;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What differs from Envoy to Envoy.
 *
 * @param bootId new at every start: the usage log's lines and every Check carry it
 * @param restPort of the admin service as REST
 * @param restSocket where authz-server answers that
 * @param maxStreamDuration the longest a request may be upstream
 * @param periodicLogInterval how often a running request writes a line
 */
public record EnvoySettings(
    String nodeId,
    String bootId,
    int listenPort,
    Path adminSocket,
    Path checkSocket,
    int restPort,
    Path restSocket,
    Path usageLog,
    Path descriptors,
    Upstream openai,
    Upstream anthropic,
    Duration maxStreamDuration,
    Duration periodicLogInterval) {
  /** Where a provider, or what stands in for it, is reached over plain HTTP. */
  public record Upstream(String address, int port) {}
}
