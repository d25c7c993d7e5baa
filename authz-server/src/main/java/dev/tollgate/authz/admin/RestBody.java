package dev.tollgate.authz.admin;

import com.google.api.HttpBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The members of a request's body. What is read is remembered, so that {@link #check} can name at
 * once every member of a wrong type and every one that nobody asked for. A member that is null is
 * as absent. Not thread-safe.
 */
final class RestBody {
  private static final int NAME_CHARACTERS_MAX = 64;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode members;
  private final Set<String> read = new TreeSet<>();
  private final Fields fields = new Fields();

  private RestBody(JsonNode members) {
    this.members = members;
  }

  /** As {@link #of}, but nothing at all is an object without members. */
  static RestBody orNone(HttpBody body) {
    return body.getData().isEmpty() ? new RestBody(MAPPER.createObjectNode()) : of(body);
  }

  /** Throws INVALID_ARGUMENT unless it is one JSON object, each of whose members stands once. */
  static RestBody of(HttpBody body) {
    JsonNode members;
    try {
      members = MAPPER.readTree(body.getData().toByteArray());
    } catch (JacksonException e) {
      var where = e.getLocation();
      throw noObject(
          where == null
              ? ""
              : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }
    if (!members.isObject()) {
      throw noObject("");
    }
    return new RestBody(members);
  }

  private static RuntimeException noObject(String where) {
    return Fields.of("body", "must be one JSON object, each of whose members stands once" + where);
  }

  /** Whether a member is there and not null. */
  boolean given(String name) {
    return member(name) != null;
  }

  /** Whether a member is there, be it null. */
  boolean has(String name) {
    read.add(name);
    return members.has(name);
  }

  /** Empty if it is absent. */
  String text(String name) {
    var value = member(name);
    if (value == null) {
      return "";
    }
    fields.require(name, value.isString(), "must be a string");
    return value.asString("");
  }

  /** 0 if it is absent. */
  int integer(String name) {
    var value = member(name);
    if (value == null) {
      return 0;
    }
    boolean integer = value.isIntegralNumber() && value.canConvertToInt();
    fields.require(name, integer, "must be an integer of 32 bits");
    return integer ? value.intValue() : 0;
  }

  /** 0 if it is absent. */
  long longInteger(String name) {
    var value = member(name);
    if (value == null) {
      return 0;
    }
    boolean integer = value.isIntegralNumber() && value.canConvertToLong();
    fields.require(name, integer, "must be an integer of 64 bits");
    return integer ? value.longValue() : 0;
  }

  /** False if it is absent. */
  boolean flag(String name) {
    var value = member(name);
    if (value == null) {
      return false;
    }
    fields.require(name, value.isBoolean(), "must be true or false");
    return value.asBoolean(false);
  }

  /** Empty if it is absent. */
  List<String> texts(String name) {
    var value = member(name);
    var texts = new ArrayList<String>();
    if (value != null) {
      fields.require(name, value.isArray(), "must be an array of strings");
      for (var element : value) {
        fields.require(name, element.isString(), "must be an array of strings");
        texts.add(element.asString(""));
      }
    }
    return texts;
  }

  private @Nullable JsonNode member(String name) {
    read.add(name);
    var value = members.get(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Throws INVALID_ARGUMENT if a member that was read is wrong, or another one is there. */
  void check() {
    for (var name : members.propertyNames()) {
      var shown =
          name.length() > NAME_CHARACTERS_MAX ? name.substring(0, NAME_CHARACTERS_MAX) : name;
      fields.require(
          shown, read.contains(name), "is not known: this takes " + String.join(", ", read));
    }
    fields.check();
  }
}
