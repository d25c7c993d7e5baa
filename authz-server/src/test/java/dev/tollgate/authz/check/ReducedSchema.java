package dev.tollgate.authz.check;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;

/**
 * Envoy's messages with those fields alone that Check looks at, to protobuf's own parser: the rest
 * is unknown to it, and a value's structure is bytes.
 */
final class ReducedSchema {
  private static final FileDescriptor FILE = file();

  private ReducedSchema() {}

  static void parse(byte[] bytes) throws InvalidProtocolBufferException {
    var _ = DynamicMessage.parseFrom(FILE.findMessageTypeByName("CheckRequest"), bytes);
  }

  private static FileDescriptor file() {
    var file =
        FileDescriptorProto.newBuilder()
            .setName("reduced.proto")
            .setSyntax("proto3")
            .addMessageType(message("CheckRequest", of("Attributes", 1)))
            .addMessageType(message("Attributes", of("Request", 4), of("Metadata", 11)))
            .addMessageType(message("Request", of("Http", 2)))
            .addMessageType(
                message(
                    "Http",
                    of(FieldDescriptorProto.Type.TYPE_STRING, 2),
                    of(FieldDescriptorProto.Type.TYPE_STRING, 4),
                    of(FieldDescriptorProto.Type.TYPE_INT64, 9),
                    of("HeaderMap", 13)))
            .addMessageType(message("HeaderMap", repeated(of("HeaderValue", 1))))
            .addMessageType(
                message(
                    "HeaderValue",
                    of(FieldDescriptorProto.Type.TYPE_STRING, 1),
                    of(FieldDescriptorProto.Type.TYPE_STRING, 2),
                    of(FieldDescriptorProto.Type.TYPE_BYTES, 3)))
            .addMessageType(message("Metadata", repeated(of("Namespace", 1))))
            .addMessageType(
                message("Namespace", of(FieldDescriptorProto.Type.TYPE_STRING, 1), of("Struct", 2)))
            .addMessageType(message("Struct", repeated(of("Member", 1))))
            .addMessageType(
                message("Member", of(FieldDescriptorProto.Type.TYPE_STRING, 1), of("Value", 2)))
            .addMessageType(
                message(
                    "Value",
                    of(FieldDescriptorProto.Type.TYPE_INT64, 1),
                    of(FieldDescriptorProto.Type.TYPE_DOUBLE, 2),
                    of(FieldDescriptorProto.Type.TYPE_STRING, 3),
                    of(FieldDescriptorProto.Type.TYPE_BOOL, 4),
                    of(FieldDescriptorProto.Type.TYPE_BYTES, 5),
                    of(FieldDescriptorProto.Type.TYPE_BYTES, 6)));
    try {
      return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DescriptorProto message(String name, FieldDescriptorProto.Builder... fields) {
    var message = DescriptorProto.newBuilder().setName(name);
    for (var field : fields) {
      message.addField(field);
    }
    return message.build();
  }

  private static FieldDescriptorProto.Builder of(FieldDescriptorProto.Type type, int number) {
    return FieldDescriptorProto.newBuilder()
        .setName("f" + number)
        .setNumber(number)
        .setType(type)
        .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL);
  }

  private static FieldDescriptorProto.Builder of(String message, int number) {
    return of(FieldDescriptorProto.Type.TYPE_MESSAGE, number).setTypeName("." + message);
  }

  private static FieldDescriptorProto.Builder repeated(FieldDescriptorProto.Builder field) {
    return field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED);
  }
}
