package dev.tollgate.local.mock;

/** How the events of a stream are written; what each means is the same. */
enum EventStyle {
  USUAL("\n", ": "),
  /** CRLF ends lines, no blank stands behind a colon, and a comment before each event. */
  ODD("\r\n", ":");

  private final String lineEnd;
  private final String colon;

  EventStyle(String lineEnd, String colon) {
    this.lineEnd = lineEnd;
    this.colon = colon;
  }

  String event(String data) {
    return "data" + colon + data + lineEnd + lineEnd;
  }

  String event(String type, String data) {
    return "event" + colon + type + lineEnd + event(data);
  }

  /** Before each event; servers keep connections open by such lines. */
  String before() {
    return this == ODD ? ": still here" + lineEnd + lineEnd : "";
  }
}
