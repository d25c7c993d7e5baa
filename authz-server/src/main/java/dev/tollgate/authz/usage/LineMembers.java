package dev.tollgate.authz.usage;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Typed access to the members of a line. What settlement rests on is read strictly: another type
 * makes the line unreadable. What only informs is read leniently: another type is as good as none.
 */
record LineMembers(JsonNode line) {
  String text(String name) throws UnreadableLineException {
    var text = textOrNull(name);
    if (text == null || text.isEmpty()) {
      throw new UnreadableLineException(Defect.MEMBER, name + " must be a text");
    }
    return text;
  }

  @Nullable String textOrNull(String name) throws UnreadableLineException {
    var value = line.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString()) {
      throw new UnreadableLineException(Defect.MEMBER, name + " must be a text or null");
    }
    return value.stringValue();
  }

  /** Null if the member is null; it must be there. */
  @Nullable Integer integerOrNull(String name) throws UnreadableLineException {
    var value = line.get(name);
    if (value != null && value.isNull()) {
      return null;
    }
    if (value == null || !value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new UnreadableLineException(Defect.MEMBER, name + " must be an integer or null");
    }
    if (value.intValue() < 0) {
      throw new UnreadableLineException(Defect.MEMBER, name + " must not be negative");
    }
    return value.intValue();
  }

  /** Null if the member is null; it must be there. */
  @Nullable JsonNode objectOrNull(String name) throws UnreadableLineException {
    var value = line.get(name);
    if (value != null && value.isNull()) {
      return null;
    }
    if (value == null || !value.isObject()) {
      throw new UnreadableLineException(Defect.MEMBER, name + " must be an object or null");
    }
    return value;
  }

  String hintText(String name, int charactersMax) {
    var value = line.get(name);
    if (value == null || !value.isString()) {
      return "";
    }
    var text = value.stringValue();
    return text.length() > charactersMax ? text.substring(0, charactersMax) : text;
  }

  /** Whether it is true; anything else is not. */
  boolean hintTrue(String name) {
    var value = line.get(name);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  long hintNumber(String name, long otherwise) {
    var value = line.get(name);
    boolean fits = value != null && value.isIntegralNumber() && value.canConvertToLong();
    return fits && value.longValue() >= 0 ? value.longValue() : otherwise;
  }
}
