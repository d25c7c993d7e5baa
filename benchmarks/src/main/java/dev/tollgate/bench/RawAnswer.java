package dev.tollgate.bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.WireFormat;
import com.google.rpc.Status;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.DeniedHttpResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import java.io.IOException;

/** The answer to a Check, of which no more is read than is asked. */
final class RawAnswer {
  private static final int ALLOWED = 200;

  private final byte[] message;

  RawAnswer(byte[] message) {
    this.message = message;
  }

  /** The status that was decided on: 200 if the request may pass, 0 if the answer is none. */
  int status() {
    try {
      return status(CodedInputStream.newInstance(message));
    } catch (IOException e) {
      return 0;
    }
  }

  private static int status(CodedInputStream in) throws IOException {
    var registry = ExtensionRegistryLite.getEmptyRegistry();
    int code = 0;
    int decided = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case CheckResponse.STATUS_FIELD_NUMBER ->
            code = in.readMessage(Status.parser(), registry).getCode();
        case CheckResponse.DENIED_RESPONSE_FIELD_NUMBER -> decided = denied(in, registry);
        case CheckResponse.OK_RESPONSE_FIELD_NUMBER -> {
          decided = ALLOWED;
          in.skipField(tag);
        }
        default -> in.skipField(tag);
      }
    }
    return decided == ALLOWED && code != 0 ? 0 : decided;
  }

  private static int denied(CodedInputStream in, ExtensionRegistryLite registry)
      throws IOException {
    int status = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == DeniedHttpResponse.STATUS_FIELD_NUMBER) {
        status = in.readMessage(HttpStatus.parser(), registry).getCodeValue();
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return status;
  }

  /** What Envoy's log will say of the request. */
  Struct metadata() throws InvalidProtocolBufferException {
    return CheckResponse.parseFrom(message).getDynamicMetadata();
  }

  @Override
  public String toString() {
    try {
      return CheckResponse.parseFrom(message).toString();
    } catch (InvalidProtocolBufferException e) {
      return message.length + " bytes that are no CheckResponse";
    }
  }
}
