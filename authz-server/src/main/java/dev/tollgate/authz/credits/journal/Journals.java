package dev.tollgate.authz.credits.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journals of a server: the one that is written, and the retired ones, each in a directory of
 * its own under {@code retired}. A journal is retired if it may lack something, because the host
 * crashed or a file is damaged, if the ledger takes it for such, or if its replica has left: it is
 * drained, never adopted. When nobody needs it any more it stays for 15 minutes.
 */
public record Journals(Journal current, List<Journal> retired) {
  private static final Logger log = LoggerFactory.getLogger(Journals.class);
  private static final String RETIRED = "retired";
  private static final String GONE = ".gone";

  /**
   * Opens the journal in a directory unless it must be retired; then, or if there is none, makes a
   * new one.
   *
   * @throws JournalException if another process has it, or if it cannot be read at all
   */
  public static Journals open(
      Journal.Settings settings, Supplier<UUID> newId, LongSupplier nanoTime, InstantSource clock)
      throws IOException {
    var directory = Files.createDirectories(settings.directory());
    try (var _ = JournalLock.take(directory)) {
      moveIfRetired(settings, nanoTime);
    }
    var current = Journal.open(settings, newId, nanoTime);
    var retired = new ArrayList<Journal>();
    for (var home : list(directory.resolve(RETIRED), "*" + GONE)) {
      empty(home);
    }
    for (var home : list(directory.resolve(RETIRED), "*")) {
      var journal = openRetired(settings.retiredTo(home), nanoTime);
      if (journal != null && journal.finished().isOver(Journal.RETENTION, clock.instant())) {
        journal.close();
        delete(home);
      } else if (journal != null) {
        retired.add(journal);
      }
    }
    return new Journals(current, List.copyOf(retired));
  }

  /** The next start of the server drains this journal and makes a new one. */
  public static void retire(Path directory, UUID journal) throws IOException {
    Files.createDirectories(home(directory, journal));
  }

  private static Path home(Path directory, UUID journal) {
    return directory.resolve(RETIRED).resolve(journal.toString());
  }

  /**
   * The mark first, then file by file; a start that is interrupted is finished by the next, which
   * finds the home.
   */
  private static void moveIfRetired(Journal.Settings settings, LongSupplier nanoTime)
      throws IOException {
    var directory = settings.directory();
    var scan = new JournalScan(directory, nanoTime);
    var contents = scan.run();
    var journal = scan.journal();
    if (journal == null) {
      return;
    }
    boolean rebooted =
        !contents.hostBoot().isEmpty() && !contents.hostBoot().equals(settings.hostBoot());
    var home = home(directory, journal);
    boolean left = Finished.marks(directory, journal, contents);
    if (rebooted || left || contents.damage() != null || Files.exists(home)) {
      log.warn(
          "Journal {} is retired ({}): what it holds is sent, a new one is made",
          journal,
          contents.damage() != null
              ? contents.damage()
              : rebooted
                  ? "the host has restarted"
                  : left ? "its replica has left" : "the ledger grants it nothing");
      Files.createDirectories(home);
      if (left) {
        Files.move(Finished.file(directory), Finished.file(home), StandardCopyOption.ATOMIC_MOVE);
      }
      for (var file : list(directory, "*.log")) {
        Files.move(file, home.resolve(file.getFileName()));
      }
    }
  }

  /** Null if there is none, or none that can be read. */
  private static @Nullable Journal openRetired(Journal.Settings settings, LongSupplier nanoTime)
      throws IOException {
    if (list(settings.directory(), "*.log").isEmpty()) {
      delete(settings.directory());
      return null;
    }
    try {
      return Journal.open(settings, UUID::randomUUID, nanoTime);
    } catch (IOException e) {
      log.error("A retired journal cannot be drained and is left alone: {}", e.getMessage());
      return null;
    }
  }

  /** At once: half of a journal's files would tell of reservations that never ended. */
  private static void delete(Path home) throws IOException {
    var gone = home.resolveSibling(home.getFileName() + GONE);
    Files.move(home, gone, StandardCopyOption.ATOMIC_MOVE);
    empty(gone);
  }

  private static void empty(Path gone) throws IOException {
    for (var file : list(gone, "*")) {
      Files.delete(file);
    }
    Files.delete(gone);
  }

  private static List<Path> list(Path directory, String glob) throws IOException {
    var paths = new ArrayList<Path>();
    if (Files.isDirectory(directory)) {
      try (var stream = Files.newDirectoryStream(directory, glob)) {
        stream.forEach(paths::add);
      }
    }
    return paths;
  }
}
