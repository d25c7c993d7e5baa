package dev.tollgate.cli;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import dev.tollgate.cli.oldtables.SourceException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What a person reads when a command fails, and what its script sees. */
final class Failures implements IExecutionExceptionHandler {
  private static final int MISCONFIGURED = 2;

  private final Session session;

  Failures(Session session) {
    this.session = session;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    return switch (failure) {
      case MisconfiguredException e ->
          report(MISCONFIGURED, List.of(String.valueOf(e.getMessage())));
      case SourceException e ->
          report(AdminCommand.FAILED, List.of(e.getMessage() + "; repeating the import goes on"));
      case StatusRuntimeException e -> report(AdminCommand.FAILED, explain(e));
      default -> report(AdminCommand.FAILED, List.of("unexpected: " + failure));
    };
  }

  private int report(int exitCode, List<String> lines) {
    lines.forEach(line -> session.err().println("error: " + Table.printable(line)));
    return exitCode;
  }

  private List<String> explain(StatusRuntimeException failure) {
    var status = failure.getStatus();
    var address = session.environment().get(Connection.ADDRESS_VARIABLE);
    return switch (status.getCode()) {
      case UNAVAILABLE -> List.of(unavailable(status, address));
      case DEADLINE_EXCEEDED ->
          List.of("no answer from " + address + " in time; it may have happened all the same");
      case UNAUTHENTICATED ->
          List.of(
              address
                  + " does not accept the key in "
                  + Connection.KEY_VARIABLE
                  + ": set it to the admin key of that authz-server");
      case INVALID_ARGUMENT -> fieldProblems(failure);
      default -> List.of(described(status));
    };
  }

  /** A server that says so differs from one that cannot be reached, which has a cause. */
  private static String unavailable(Status status, @Nullable String address) {
    if (status.getCause() instanceof SSLException refused) {
      return "TLS with " + address + " fails: " + refused.getMessage();
    }
    return status.getCause() == null
        ? described(status) + "; try again"
        : "nothing answers at "
            + address
            + ": start authz-server, or set "
            + Connection.ADDRESS_VARIABLE
            + " to its admin port";
  }

  private static List<String> fieldProblems(StatusRuntimeException failure) {
    var lines = new ArrayList<String>();
    var details = StatusProto.fromThrowable(failure);
    try {
      for (var detail : details == null ? List.<Any>of() : details.getDetailsList()) {
        if (detail.is(BadRequest.class)) {
          detail
              .unpack(BadRequest.class)
              .getFieldViolationsList()
              .forEach(v -> lines.add(v.getField() + ": " + v.getDescription()));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      // The description below serves as well.
    }
    return lines.isEmpty() ? List.of(described(failure.getStatus())) : lines;
  }

  private static String described(Status status) {
    var description = status.getDescription();
    return description == null || description.isBlank()
        ? "the server answered " + status.getCode()
        : description;
  }
}
