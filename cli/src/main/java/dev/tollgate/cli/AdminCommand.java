package dev.tollgate.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** A command that asks the admin port once. */
abstract class AdminCommand extends HelpOption implements Callable<Integer> {
  static final int DONE = 0;
  static final int FAILED = 1;

  private static final JsonFormat.Printer JSON =
      JsonFormat.printer().preservingProtoFieldNames().alwaysPrintFieldsWithNoPresence();

  private final Session session;

  @Option(
      names = "--json",
      description = "Print the server's answer as JSON; amounts are nanocredits.")
  private boolean json;

  AdminCommand(Session session) {
    this.session = session;
  }

  /** Returns the exit code. */
  abstract int run(Connection connection);

  @Override
  public final Integer call() {
    try (var connection = Connection.open(session.environment())) {
      return run(connection);
    }
  }

  final Session session() {
    return session;
  }

  /** Prints an answer for whom it was asked: a script or a person. */
  final void print(MessageOrBuilder answer, Supplier<String> text) {
    session.out().println(json ? toJson(answer) : text.get());
  }

  /** Remarks go to the other stream, where they spoil no script. */
  final void remark(String line) {
    session.err().println(line);
  }

  final void remarkOnPage(String nextPageToken) {
    if (!nextPageToken.isEmpty()) {
      remark("There are more: --page-token " + Table.printable(nextPageToken));
    }
  }

  private static String toJson(MessageOrBuilder answer) {
    try {
      return JSON.print(answer);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an answer without Any always prints", e);
    }
  }
}
