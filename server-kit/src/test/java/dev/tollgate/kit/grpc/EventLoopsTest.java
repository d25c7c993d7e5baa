package dev.tollgate.kit.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class EventLoopsTest {
  @Test
  void everyLoopKnowsItsNumber() throws Exception {
    try (var loops = EventLoops.start(3, "test")) {
      assertThat(loops.size()).isEqualTo(3);
      for (int loop = 0; loop < loops.size(); loop++) {
        var current = new CompletableFuture<Integer>();
        loops.execute(loop, () -> current.complete(loops.current()));
        assertThat(current.get(5, TimeUnit.SECONDS)).isEqualTo(loop);
      }
    }
  }

  @Test
  void aThreadOutsideIsOnNoLoop() {
    try (var loops = EventLoops.start(1, "test")) {
      assertThat(loops.current()).isEqualTo(-1);
    }
  }

  @Test
  void thereIsAtLeastOneLoop() {
    assertThatThrownBy(() -> EventLoops.start(0, "test"))
        .hasMessage("threads must be from 1 to 1024, but is 0");
  }
}
