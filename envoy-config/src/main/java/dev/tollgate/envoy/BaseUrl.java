package dev.tollgate.envoy;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a provider answers: what its SDK calls the base URL, without a slash at its end. Paths of
 * the API come after it without their own {@code /v1}.
 *
 * @param host in lower case; a name or an address, IPv6 in brackets
 * @param path empty, or begins with a slash and does not end with one
 */
public record BaseUrl(boolean tls, String host, int port, String path) {
  private static final String VERSION = "/v1";
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final int PORT_MAX = 65_535;
  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if it is none, or names more than a place
   */
  public static BaseUrl parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw notOne("is no URL"); // the exception has the text
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https");
    if (!tls && !scheme.equals("http")) {
      throw notOne("begins with neither https:// nor http://");
    }
    if (uri.getHost() == null) {
      throw notOne("names no host");
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw notOne("has a user, a query or a fragment");
    }
    var path = uri.getRawPath();
    if (path.contains("//") || path.contains("/.") || path.contains("%")) {
      throw notOne("has a path that two servers could read differently");
    }
    var host = uri.getHost().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : tls ? HTTPS : HTTP;
    if (port < 1 || port > PORT_MAX) {
      throw notOne("names a port that does not exist");
    }
    return new BaseUrl(tls, host, port, path.endsWith("/") ? path.replaceAll("/$", "") : path);
  }

  /** Without the text: a password or a key may stand in it. */
  private static IllegalArgumentException notOne(String why) {
    return new IllegalArgumentException(
        "base_url " + why + "; write for example https://api.openai.com/v1");
  }

  /** The path there of a path of the API, which begins with {@code /v1}. */
  public String pathOf(String apiPath) {
    return path.equals(VERSION) ? apiPath : path + apiPath.substring(VERSION.length());
  }

  /** As clients name the host: with its port, unless that is the usual one. */
  public String authority() {
    return port == (tls ? HTTPS : HTTP) ? host : host + ":" + port;
  }

  /** The host without the brackets of a URL. */
  public String bareHost() {
    return host.replaceAll("[\\[\\]]", "");
  }

  /** Whether nobody has to look the host up. */
  boolean namesAnAddress() {
    return ADDRESS.matcher(host).matches();
  }

  @Override
  public String toString() {
    return (tls ? "https://" : "http://") + authority() + path;
  }
}
