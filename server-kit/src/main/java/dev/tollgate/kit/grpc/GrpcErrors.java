package dev.tollgate.kit.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every error that a service answers with, and how a client reads it. */
public final class GrpcErrors {
  private static final String DOMAIN = "tollgate";

  private GrpcErrors() {}

  /** The caller's mistake: one {@code google.rpc.BadRequest} that names every bad field. */
  public static StatusRuntimeException invalidArgument(Map<String, String> fieldToProblem) {
    var sorted = new TreeMap<>(fieldToProblem);
    var details = BadRequest.newBuilder();
    var message = new StringBuilder();
    sorted.forEach((field, problem) -> {
      details.addFieldViolationsBuilder().setField(field).setDescription(problem);
      message.append(message.isEmpty() ? "" : "; ").append(field).append(": ").append(problem);
    });
    return error(Code.INVALID_ARGUMENT, message.toString(), Any.pack(details.build()));
  }

  /** The protocol between the two is broken; the reason (upper case) says what to do. */
  public static StatusRuntimeException aborted(String reason, String message) {
    var info = ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build();
    return error(Code.ABORTED, message, Any.pack(info));
  }

  /** The thing named does not exist. */
  public static StatusRuntimeException notFound(String message) {
    return error(Code.NOT_FOUND, message);
  }

  /** The thing named exists, with other content. */
  public static StatusRuntimeException alreadyExists(String message) {
    return error(Code.ALREADY_EXISTS, message);
  }

  /** The state of things does not allow it; repeating it does not help. */
  public static StatusRuntimeException failedPrecondition(String message) {
    return error(Code.FAILED_PRECONDITION, message);
  }

  /** The caller is known and may not do this. */
  public static StatusRuntimeException permissionDenied(String message) {
    return error(Code.PERMISSION_DENIED, message);
  }

  /** A bound is reached: try again later, or with less. */
  public static StatusRuntimeException resourceExhausted(String message) {
    return error(Code.RESOURCE_EXHAUSTED, message);
  }

  /** A dependency is down: try again with the same content. */
  public static StatusRuntimeException unavailable(String message) {
    return error(Code.UNAVAILABLE, message);
  }

  /** This release does not do it yet. */
  public static StatusRuntimeException unimplemented(String message) {
    return error(Code.UNIMPLEMENTED, message);
  }

  /** Our mistake; the message must not tell the caller anything about it. */
  public static StatusRuntimeException internal(String message) {
    return error(Code.INTERNAL, message);
  }

  /** The reason of an {@link #aborted} error, or null if the error has none. */
  public static @Nullable String reasonOf(Throwable error) {
    var info = detail(error, ErrorInfo.class);
    return info == null || info.getReason().isEmpty() ? null : info.getReason();
  }

  /** Each bad field of an {@link #invalidArgument} error with its problem; empty for others. */
  public static Map<String, String> fieldProblemsOf(Throwable error) {
    var problems = new LinkedHashMap<String, String>();
    var details = detail(error, BadRequest.class);
    if (details != null) {
      details
          .getFieldViolationsList()
          .forEach(violation -> problems.put(violation.getField(), violation.getDescription()));
    }
    return problems;
  }

  private static StatusRuntimeException error(Code code, String message, Any... details) {
    var status = Status.newBuilder().setCode(code.getNumber()).setMessage(message);
    for (var detail : details) {
      status.addDetails(detail);
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  private static <M extends Message> @Nullable M detail(Throwable error, Class<M> type) {
    var status = StatusProto.fromThrowable(error);
    if (status == null) {
      return null;
    }
    try {
      for (var detail : status.getDetailsList()) {
        if (detail.is(type)) {
          return detail.unpack(type);
        }
      }
    } catch (InvalidProtocolBufferException e) {
      // Another program's detail under our type's name tells us nothing.
    }
    return null;
  }
}
