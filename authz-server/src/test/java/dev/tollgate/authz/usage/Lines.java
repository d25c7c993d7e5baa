package dev.tollgate.authz.usage;

import dev.tollgate.authz.credits.ReservationId;
import java.util.UUID;

/** Lines as Envoy writes them: members sorted by name. */
final class Lines {
  static final UUID JOURNAL = UUID.fromString("01234567-89ab-cdef-0123-456789abcdef");
  static final String USAGE =
      "{\"cached_input\":4,\"input\":11,\"model\":\"gpt-4o-mini-2024-07-18\",\"output\":8,\"reasoning\":3}";

  private Lines() {}

  static ReservationId reservation(long n) {
    return new ReservationId(20_782, JOURNAL, n);
  }

  static String end(long n) {
    return end(n, "boot-1", USAGE);
  }

  static String end(long n, String boot, String usage) {
    return line(n, "DownstreamEnd", boot, usage);
  }

  static String periodic(long n, String boot) {
    return line(n, "DownstreamPeriodic", boot, "null");
  }

  static String line(long n, String kind, String boot, String usage) {
    return of(reservation(n).toString(), kind, boot, usage);
  }

  static String of(String reservation, String kind, String boot, String usage) {
    return """
    {"agent":"OpenAI/Python","attempts":1,"boot":"%s","bytes_in":49,"bytes_out":410,\
    "client":"127.0.0.1","code":200,"details":"via_upstream","flags":"-","kind":"%s",\
    "method":"POST","model":"gpt-4o-mini","ms":2002,"node":"envoy-1",\
    "path":"/v1/chat/completions","protocol":"HTTP/1.1","request_id":"97b4fcfe",\
    "reservation":"%s","settlement":"1|k-1|o-1","start":"2026-11-25T09:48:50.340Z",\
    "termination":null,"up_first_ms":1,"up_sent_ms":1,"upstream":"127.0.0.1:8090",\
    "upstream_error":null,"usage":%s,"v":1}\
    """
        .formatted(boot, kind, reservation, usage);
  }
}
