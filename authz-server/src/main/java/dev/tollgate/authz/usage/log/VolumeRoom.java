package dev.tollgate.authz.usage.log;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Tells how much room there is beside a file. */
public interface VolumeRoom {
  VolumeRoom OF_THE_SYSTEM = directory -> directory.toFile().getUsableSpace();

  /** Of a directory's volume; 0 if that cannot be told. */
  long freeBytes(Path directory);

  /** What the system says, and no more than a limit leaves, if there is one. */
  static VolumeRoom of(@Nullable VolumeConfig limit) {
    return limit == null
        ? OF_THE_SYSTEM
        : directory -> Math.min(OF_THE_SYSTEM.freeBytes(directory), left(limit));
  }

  private static long left(VolumeConfig limit) {
    if (!Files.isDirectory(limit.directory())) {
      return 0;
    }
    var used = new UsedBytes();
    try {
      Files.walkFileTree(limit.directory(), used);
      return Math.max(0, limit.bytesMax() - used.bytes);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Sums up. A file that goes meanwhile is gone. */
  final class UsedBytes extends SimpleFileVisitor<Path> {
    private long bytes;

    private UsedBytes() {}

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      bytes += attributes.size();
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (Files.exists(file)) {
        throw e;
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
