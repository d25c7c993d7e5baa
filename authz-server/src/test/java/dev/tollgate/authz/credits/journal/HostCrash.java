package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/** What a crash of the host does to journals: what was appended last was not on the disk yet. */
public final class HostCrash {
  private HostCrash() {}

  /**
   * Cuts the last records off every lane of the journals under a directory.
   *
   * @param lost how many, asked for each lane
   */
  public static void cutTails(Path directory, IntSupplier lost) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    for (var newest : newest(directory).values()) {
      var ends = new ArrayList<Integer>();
      ends.add(SegmentHeader.BYTES);
      var _ =
          SegmentReader.read(
              newest,
              record -> ends.add(ends.getLast() + Segment.frameBytes(record.getSerializedSize())));
      int kept = Math.max(0, ends.size() - 1 - lost.getAsInt());
      SegmentReader.truncate(newest, ends.get(kept));
    }
  }

  /** The newest segment of each lane that has records; spare ones have none. */
  private static Map<String, Path> newest(Path directory) throws IOException {
    var newest = new TreeMap<String, Path>();
    try (var files = Files.walk(directory)) {
      for (var file : files.filter(f -> f.toString().endsWith(".log")).sorted().toList()) {
        if (SegmentReader.read(file, _ -> {}).frames() > 0) {
          var name = file.toString();
          newest.put(name.substring(0, name.lastIndexOf('-')), file);
        }
      }
    }
    return newest;
  }
}
