package dev.tollgate.authz.check;

import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext.HttpRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads Envoy's question out of the bytes of a {@code CheckRequest}. Only what Check looks at is
 * read, and most of that stays bytes: the generated classes would make a hundred objects of it,
 * which cost more than the decision. What is read is read as they do it: a part that stands twice
 * is merged, of a single value the last one counts, what is unknown is skipped, what is damaged is
 * refused.
 */
final class QuestionReader {
  /** Where Envoy's filters put what they read in the body. */
  static final String BODY_NAMESPACE = "llm.request";

  private static final int ATTRIBUTES = bytes(CheckRequest.ATTRIBUTES_FIELD_NUMBER);
  private static final int REQUEST = bytes(AttributeContext.REQUEST_FIELD_NUMBER);
  private static final int METADATA = bytes(AttributeContext.METADATA_CONTEXT_FIELD_NUMBER);
  private static final int HTTP = bytes(AttributeContext.Request.HTTP_FIELD_NUMBER);
  private static final int METHOD = bytes(HttpRequest.METHOD_FIELD_NUMBER);
  private static final int PATH = bytes(HttpRequest.PATH_FIELD_NUMBER);
  private static final int HEADERS = bytes(HttpRequest.HEADER_MAP_FIELD_NUMBER);
  private static final int SIZE = HttpRequest.SIZE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
  private static final int NAMESPACE = bytes(Metadata.FILTER_METADATA_FIELD_NUMBER);
  private static final int NAME = bytes(1); // of an entry of a map, by protobuf's definition
  private static final int VALUE = bytes(2);

  private final WireReader in;
  private String method = "";
  private String path = "";
  private long size;
  private @Nullable QuestionHeaders headers;
  private @Nullable QuestionBody body;

  private QuestionReader(byte[] bytes) {
    this.in = new WireReader(bytes);
  }

  private static int bytes(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /**
   * The question.
   *
   * @param message belongs to the question from now on
   * @throws IOException if these are not the bytes of one
   */
  static Question read(byte[] message) throws IOException {
    var reader = new QuestionReader(message);
    reader.check();
    return new Question(reader.method, reader.path, reader.size, reader.headers, reader.body);
  }

  private void check() throws IOException {
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == ATTRIBUTES) {
        attributes();
      } else {
        in.skip(tag);
      }
    }
  }

  private void attributes() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == REQUEST) {
        request();
      } else if (tag == METADATA) {
        metadata();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void request() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == HTTP) {
        http();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void http() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == METHOD) {
        method = in.string();
      } else if (tag == PATH) {
        path = in.string();
      } else if (tag == HEADERS) {
        headers();
      } else if (tag == SIZE) {
        size = in.int64();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void headers() throws IOException {
    var all = headers == null ? new QuestionHeaders(in) : headers;
    headers = all;
    all.read();
  }

  private void metadata() throws IOException {
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == NAMESPACE) {
        namespace();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  private void namespace() throws IOException {
    long name = WireReader.NOTHING;
    var members = new QuestionBody(in);
    int outer = in.enter();
    for (int tag = in.next(); tag != 0; tag = in.next()) {
      if (tag == NAME) {
        name = in.text();
      } else if (tag == VALUE) {
        members.read();
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
    if (in.is(name, BODY_NAMESPACE)) {
      body = members;
    }
  }
}
