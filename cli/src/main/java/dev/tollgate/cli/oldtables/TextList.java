package dev.tollgate.cli.oldtables;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.ListValue;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.util.List;

/** A list of texts in any form that old columns have. */
final class TextList {
  private TextList() {}

  /**
   * Reads a JSON list, one that was written as JSON twice, or an array as PostgreSQL writes it.
   *
   * @throws IllegalArgumentException if it is none of them, or something in it is no text
   */
  static List<String> parse(String text) {
    if (text.startsWith("{")) {
      return PostgresArray.texts(text);
    }
    var value = json(text);
    return texts(value.hasStringValue() ? json(value.getStringValue()) : value);
  }

  private static Value json(String text) {
    var value = Value.newBuilder();
    try {
      JsonFormat.parser().merge(text, value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
    return value.build();
  }

  private static List<String> texts(Value value) {
    ListValue list = value.getListValue();
    if (!value.hasListValue() || !list.getValuesList().stream().allMatch(Value::hasStringValue)) {
      throw new IllegalArgumentException("no list of texts");
    }
    return list.getValuesList().stream().map(Value::getStringValue).toList();
  }
}
