package dev.tollgate.authz.authn.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.authn.apikey.ChangeLog.Page;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppliedChangesTest {
  private final AppliedChanges three = new AppliedChanges(3, change(3, 0));
  private final AppliedChanges none = new AppliedChanges(0, null);
  private final AppliedChanges deleted = new AppliedChanges(3, null);

  @Test
  void whatFollowsIsNew() {
    assertThat(three.continuation(page(5, 3, 4, 5))).contains(changes(4, 5));
    assertThat(three.continuation(page(3, 3))).contains(List.of());
    assertThat(none.continuation(page(2, 1, 2))).contains(changes(1, 2));
    assertThat(none.continuation(page(0))).contains(List.of());
    assertThat(deleted.continuation(page(4, 4))).contains(changes(4));
    assertThat(deleted.continuation(page(3))).contains(List.of());
  }

  @Test
  void aLogThatEndsEarlierIsNoContinuation() {
    assertThat(three.continuation(page(2))).isEmpty();
    assertThat(deleted.continuation(page(2))).isEmpty();
  }

  @Test
  void aLogThatGrewAgainWithOtherRowsIsNoContinuation() {
    var regrown = new Page(4, List.of(change(3, 60), change(4, 61)));
    assertThat(three.continuation(regrown)).isEmpty();
    assertThat(deleted.continuation(page(3, 3))).isEmpty();
  }

  @Test
  void aGapIsNoContinuation() {
    assertThat(three.continuation(page(6, 3, 5, 6))).isEmpty();
    assertThat(three.continuation(page(6, 5, 6))).isEmpty();
    assertThat(three.continuation(page(6))).isEmpty();
    assertThat(three.continuation(page(6, 3))).isEmpty();
    assertThat(none.continuation(page(2))).isEmpty();
  }

  private static Page page(long head, long... numbers) {
    return new Page(head, changes(numbers));
  }

  private static List<Change> changes(long... numbers) {
    return Arrays.stream(numbers).mapToObj(n -> change(n, 0)).toList();
  }

  private static Change change(long n, long secondsLater) {
    return new Change(n, Change.Kind.KEY, "k" + n, Instant.ofEpochSecond(n + secondsLater));
  }
}
