package dev.tollgate.authz.sealing;

import java.net.URI;
import java.net.URISyntaxException;

/** Where AWS KMS answers that is not asked at its usual place: a private endpoint, or a test's. */
final class AwsKmsEndpoint {
  private AwsKmsEndpoint() {}

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it names more or less than a place, or would send data keys
   *     in the clear to another machine
   */
  static URI parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw notOne("is no URL"); // the exception has the text
    }
    boolean tls = "https".equalsIgnoreCase(uri.getScheme());
    if (!tls && !"http".equalsIgnoreCase(uri.getScheme())) {
      throw notOne("begins with neither https:// nor http://");
    }
    if (uri.getHost() == null) {
      throw notOne("names no host");
    }
    if (uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !uri.getRawPath().matches("/?")) {
      throw notOne("has a user, a path, a query or a fragment");
    }
    if (!tls && !uri.getHost().matches("localhost|\\[::1]|127(\\.\\d{1,3}){3}")) {
      throw notOne("would send data keys in the clear: only https leaves this machine");
    }
    return uri;
  }

  private static IllegalArgumentException notOne(String why) {
    return new IllegalArgumentException(
        "aws_kms_endpoint "
            + why
            + "; write for example https://vpce-0123.kms.eu-central-1.vpce.amazonaws.com");
  }
}
