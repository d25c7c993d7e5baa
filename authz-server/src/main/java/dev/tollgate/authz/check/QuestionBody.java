package dev.tollgate.authz.check;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Arrays;

/** What Envoy read in a body, where it stands in the question's bytes. */
final class QuestionBody implements BodyFacts {
  /** Many times what envoy.yaml lets through. */
  static final int MEMBERS_MAX = 1_024;

  private static final int USUAL = 8;
  private static final int MEMBER = bytes(Struct.FIELDS_FIELD_NUMBER);
  private static final int NAME = bytes(1); // of an entry of a map, by protobuf's definition
  private static final int VALUE = bytes(2);
  private static final int TEXT = bytes(Value.STRING_VALUE_FIELD_NUMBER);
  private static final int STRUCT = bytes(Value.STRUCT_VALUE_FIELD_NUMBER);
  private static final int LIST = bytes(Value.LIST_VALUE_FIELD_NUMBER);
  private static final int NULL = tag(Value.NULL_VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int BOOL = tag(Value.BOOL_VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
  private static final int NUMBER =
      tag(Value.NUMBER_VALUE_FIELD_NUMBER, WireFormat.WIRETYPE_FIXED64);

  private final WireReader in;
  private int count;
  private long[] names = new long[USUAL];

  /** The tag of each value's kind; 0 if it has none. */
  private int[] kinds = new int[USUAL];

  /** A span, a truth or the bits of a number, by the kind. */
  private long[] values = new long[USUAL];

  QuestionBody(WireReader in) {
    this.in = in;
  }

  private static int tag(int field, int type) {
    return field << 3 | type;
  }

  private static int bytes(int field) {
    return tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
  }

  /** Adds the members of an object, which the reader stands before. */
  void read() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == MEMBER) {
        readMember();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readMember() throws IOException {
    makeRoom();
    names[count] = WireReader.NOTHING;
    kinds[count] = 0;
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == NAME) {
        names[count] = in.text();
      } else if (tag == VALUE) {
        readValue();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    count++;
  }

  private void makeRoom() throws IOException {
    if (count == MEMBERS_MAX) {
      throw new InvalidProtocolBufferException("more than " + MEMBERS_MAX + " members of a body");
    }
    if (count == names.length) {
      names = Arrays.copyOf(names, 2 * count);
      kinds = Arrays.copyOf(kinds, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
  }

  /** A value has one kind: the last that is said. */
  private void readValue() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == TEXT) {
        set(tag, in.text());
      } else if (tag == NUMBER) {
        set(tag, Double.doubleToRawLongBits(in.float64()));
      } else if (tag == BOOL) {
        set(tag, in.bool() ? 1 : 0);
      } else if (tag == STRUCT || tag == LIST) {
        set(tag, in.span());
      } else if (tag == NULL) {
        set(tag, in.int64());
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void set(int kind, long value) {
    kinds[count] = kind;
    values[count] = value;
  }

  @Override
  public Fact get(String member) {
    for (int i = count - 1; i >= 0; i--) { // of members that stand twice the last counts
      if (in.is(names[i], member)) {
        return fact(kinds[i], values[i]);
      }
    }
    return Fact.Absent.INSTANCE;
  }

  private Fact fact(int kind, long value) {
    if (kind == TEXT) {
      return new Fact.Text(in.utf8(value));
    }
    if (kind == NUMBER) {
      return new Fact.Decimal(Double.longBitsToDouble(value));
    }
    if (kind == BOOL) {
      return value != 0 ? Fact.Flag.TRUE : Fact.Flag.FALSE;
    }
    return kind == STRUCT || kind == LIST ? new Fact.Structure() : Fact.Absent.INSTANCE;
  }
}
