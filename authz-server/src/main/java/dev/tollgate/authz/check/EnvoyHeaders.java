package dev.tollgate.authz.check;

import dev.tollgate.kit.proto.BackwardsWriter;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption.HeaderAppendAction;
import java.util.List;

/**
 * The headers that Check sets or removes. docs/reference/envoy.md lists them for Envoy, which
 * refuses any other from us.
 */
final class EnvoyHeaders {
  static final String PROVIDER = "x-llm-provider";

  /** {@code 1} where the metadata asks for an edit of the request or of its answer. */
  static final String EDIT = "x-llm-edit";

  /** Where clients send credentials. */
  static final List<String> CREDENTIALS =
      List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

  static final String USER = "x-user-id";
  static final String ORGANIZATION = "x-org-id";
  static final String ORGANIZATION_SLUG = "x-org-slug";
  static final String KEY = "x-key-id";
  static final String PERMISSIONS = "x-user-permissions";
  static final String PLAN = "x-plan";

  static final String SERVICE = "x-service-name";

  /** Where Envoy puts what a client says in {@link #USER}. */
  static final String CLAIMED_USER = "x-tollgate-claimed-user";

  /** What a client claims of itself. */
  static final List<String> FOREIGN_IDENTITY = List.of(CLAIMED_USER);

  /** What only our own answers get: whose balance, and under which tier. */
  static final String ACCOUNT = "x-tollgate-account";

  static final String TIER = "x-tollgate-tier";

  /** On answers, for the key's callers: that it will stop working. */
  static final String KEY_WARNING = "x-tollgate-key-warning";

  private EnvoyHeaders() {}

  /**
   * A header that replaces all of its name.
   *
   * @throws IllegalArgumentException if the value has a control character, which would end the
   *     header or the request
   */
  static HeaderValueOption overwrite(String name, String value) {
    requireOneLine(name, value);
    return HeaderValueOption.newBuilder()
        .setHeader(HeaderValue.newBuilder().setKey(name).setValue(value))
        .setAppendAction(HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD)
        .build();
  }

  /** Writes what {@link #overwrite} makes into a field. */
  static void writeOverwrite(BackwardsWriter out, int field, String name, String value) {
    requireOneLine(name, value);
    int option = out.length();
    out.number(
        HeaderValueOption.APPEND_ACTION_FIELD_NUMBER,
        HeaderAppendAction.OVERWRITE_IF_EXISTS_OR_ADD_VALUE);
    int header = out.length();
    out.text(HeaderValue.VALUE_FIELD_NUMBER, value);
    out.text(HeaderValue.KEY_FIELD_NUMBER, name);
    out.message(HeaderValueOption.HEADER_FIELD_NUMBER, header);
    out.message(field, option);
  }

  private static void requireOneLine(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == 0x7f) {
        throw new IllegalArgumentException(
            "the value for " + name + " has a control character; change it where it is stored");
      }
    }
  }
}
