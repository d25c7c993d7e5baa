package dev.tollgate.cli;

/** Host and port of the admin port: without TLS on this machine, as a key is sent there. */
record AdminAddress(String host, int port) {
  static AdminAddress parse(String text, boolean tls) {
    int colon = text.lastIndexOf(':');
    var host = colon < 1 ? "" : text.substring(0, colon);
    if (tls && host.isEmpty()) {
      throw new MisconfiguredException(
          Connection.ADDRESS_VARIABLE + " must be HOST:PORT but is \"" + text + "\"");
    }
    if (!tls
        && !host.equals("localhost")
        && !host.equals("[::1]")
        && !host.matches("127(\\.\\d{1,3}){3}")) {
      throw new MisconfiguredException(
          Connection.ADDRESS_VARIABLE
              + " must be 127.0.0.1:PORT but is \""
              + text
              + "\": without TLS the key is sent in plain text. Set "
              + AdminTls.CA_VARIABLE
              + ", or forward the port of another machine to this one");
    }
    return new AdminAddress(host, port(text.substring(colon + 1)));
  }

  private static int port(String text) {
    if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 65_535) {
      return Integer.parseInt(text);
    }
    throw new MisconfiguredException(
        Connection.ADDRESS_VARIABLE
            + " must end with a port from 1 to 65535, not \""
            + text
            + "\"");
  }
}
