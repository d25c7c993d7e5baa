package dev.tollgate.bench;

import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;

/** Whose code an allocation is: that of the innermost frame which is not the JDK's. */
enum Owner {
  /** The generated classes of Envoy's messages and protobuf's own. */
  MESSAGES,
  /** gRPC, and the benchmark in the place of its transport. */
  GRPC,
  /** Everything else: our own code, and the libraries that it calls. */
  OURS;

  private static final List<String> OF_JDK = List.of("java.", "jdk.", "sun.", "com.sun.");
  private static final List<String> OF_MESSAGES = List.of("com.google.", "io.envoyproxy.");
  private static final List<String> OF_GRPC = List.of("io.grpc.", "dev.tollgate.bench.");

  /** What its share is called among a benchmark's results. */
  String label() {
    return "allocated." + name();
  }

  static Owner of(RecordedEvent allocation) {
    var types = allocation.getStackTrace().getFrames().stream().map(Owner::type);
    var type = types.filter(name -> !within(OF_JDK, name)).findFirst().orElse("");
    if (within(OF_MESSAGES, type)) {
      return MESSAGES;
    }
    return within(OF_GRPC, type) ? GRPC : OURS;
  }

  private static String type(RecordedFrame frame) {
    return frame.getMethod().getType().getName();
  }

  private static boolean within(List<String> packages, String type) {
    return packages.stream().anyMatch(type::startsWith);
  }
}
