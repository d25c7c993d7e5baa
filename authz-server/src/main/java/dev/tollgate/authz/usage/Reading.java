package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.Settlements;
import dev.tollgate.authz.usage.envoy.EnvoyStatusSource;
import dev.tollgate.authz.usage.log.LogPosition;
import dev.tollgate.authz.usage.log.LogRoom;
import dev.tollgate.authz.usage.log.LogTail;
import dev.tollgate.authz.usage.log.LogUpkeep;
import dev.tollgate.authz.usage.log.UsageLogConfig;
import dev.tollgate.authz.usage.log.VolumeRoom;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the readers of all logs share.
 *
 * @param holdOpenMax the longest that a hold stays open without a line
 */
record Reading(
    Duration holdOpenMax,
    LogRoom room,
    Settlements settlements,
    Quarantine quarantine,
    ForeignUsage foreign,
    NodeNames nodes,
    VolumeRoom volume,
    UsageMetrics metrics,
    InstantSource clock,
    LongSupplier nanoClock,
    int lineBytesMax) {
  /** Reads one log, from where the last run stopped. */
  UsageLogReader reader(
      UsageLogConfig config,
      EnvoyStatusSource envoy,
      PositionFile<LogPosition> positionFile,
      LogMetrics own)
      throws IOException {
    var position = positionFile.load();
    var boots = new LogBoots(position.boots());
    var tail = new LogTail(config.path(), position, lineBytesMax, own::fileReplaced);
    var intake = new LineIntake(settlements, boots, quarantine, foreign, metrics, clock);
    var ends = new BootEnds(settlements, tail, boots, metrics);
    var outside = new LogUpkeep.Surroundings(envoy::reopenLogs, volume, clock, nanoClock);
    var upkeep = LogUpkeep.of(config, room.part(), own, outside);
    var watch =
        new EnvoyWatch(
            envoy,
            nodes,
            settlements,
            tail,
            new QuietTime(holdOpenMax),
            ends,
            upkeep,
            metrics,
            own,
            nanoClock);
    return new UsageLogReader(
        tail, intake, boots, positionFile, watch, upkeep, position.file(), metrics, own, nanoClock);
  }
}
