package dev.tollgate.authz.check;

import static com.google.protobuf.WireFormat.WIRETYPE_LENGTH_DELIMITED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.tollgate.authz.authn.HeaderLookup;
import io.envoyproxy.envoy.config.core.v3.HeaderMap;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The headers of a question, where they stand in its bytes: a few of many are looked at. Raw values
 * are bytes, here each a character.
 */
final class QuestionHeaders implements HeaderLookup {
  /** Envoy takes 100 of a client, unless it is told otherwise. */
  static final int HEADERS_MAX = 1_024;

  /** Longer than any credential may be: a longer value is cut and never a credential. */
  private static final int VALUE_BYTES_MAX = 16_384;

  private static final int USUAL = 32;
  private static final int HEADER = tag(HeaderMap.HEADERS_FIELD_NUMBER);
  private static final int KEY = tag(HeaderValue.KEY_FIELD_NUMBER);
  private static final int TEXT = tag(HeaderValue.VALUE_FIELD_NUMBER);
  private static final int RAW = tag(HeaderValue.RAW_VALUE_FIELD_NUMBER);

  private final WireReader in;
  private int count;
  private long[] keys = new long[USUAL];
  private long[] raws = new long[USUAL];
  private long[] texts = new long[0];

  QuestionHeaders(WireReader in) {
    this.in = in;
  }

  private static int tag(int field) {
    return field << 3 | WIRETYPE_LENGTH_DELIMITED;
  }

  /** Adds those of a map, which the reader stands before. */
  void read() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == HEADER) {
        readHeader();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void readHeader() throws IOException {
    long key = WireReader.NOTHING;
    long raw = WireReader.NOTHING;
    long text = WireReader.NOTHING;
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == KEY) {
        key = in.text();
      } else if (tag == RAW) {
        raw = in.span();
      } else if (tag == TEXT) {
        text = in.text();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    add(key, raw, text);
  }

  private void add(long key, long raw, long text) throws IOException {
    if (count == HEADERS_MAX) {
      throw new InvalidProtocolBufferException("more than " + HEADERS_MAX + " headers");
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, 2 * count);
      raws = Arrays.copyOf(raws, 2 * count);
    }
    if (!WireReader.isEmpty(text)) { // Envoy says raw values alone when it is configured for us
      if (texts.length < keys.length) {
        texts = Arrays.copyOf(texts, keys.length);
      }
      texts[count] = text;
    }
    keys[count] = key;
    raws[count] = raw;
    count++;
  }

  @Override
  public List<String> all(String lowerCaseName) {
    List<String> values = List.of();
    for (int i = 0; i < count; i++) {
      if (in.is(keys[i], lowerCaseName)) {
        values = with(values, value(i));
      }
    }
    return values;
  }

  private static List<String> with(List<String> values, String value) {
    if (values.isEmpty()) {
      return List.of(value);
    }
    var more = new ArrayList<>(values);
    more.add(value);
    return more;
  }

  private String value(int header) {
    if (!WireReader.isEmpty(raws[header])) {
      return in.cut(raws[header], VALUE_BYTES_MAX, ISO_8859_1);
    }
    return header < texts.length ? in.utf8(texts[header]) : "";
  }
}
