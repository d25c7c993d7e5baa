package dev.tollgate.authz.usage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.authz.usage.LinePiece.Understood;
import dev.tollgate.authz.usage.LinePiece.Unreadable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinePiecesTest {
  private final LinePieces pieces = new LinePieces();

  @Test
  void theWholeLineAfterATornOneCountsWhereverTheTearIs() {
    var torn = Lines.end(1);
    for (int cut = 1; cut < torn.length(); cut++) {
      var half = torn.substring(0, cut);
      boolean named = half.contains(Lines.reservation(1) + "\"");
      assertThat(describe(half + Lines.end(2)))
          .as("cut at %d", cut)
          .containsExactly("unreadable " + (named ? "[1] " : "[] ") + cut, "understood 2");
    }
  }

  @Test
  void aLineThatLostOnlyItsNewlineCounts() {
    assertThat(describe(Lines.end(1) + Lines.end(2) + Lines.end(3)))
        .containsExactly("understood 1", "understood 2", "understood 3");
  }

  @Test
  void twoTornLinesBeforeAWholeOneNameBothReservations() {
    var half1 = Lines.end(1).substring(0, 500);
    var half2 = Lines.end(2).substring(0, 500);
    assertThat(describe(half1 + half2 + Lines.end(3)))
        .containsExactly("unreadable [1, 2] 1000", "understood 3");
  }

  @Test
  void aTornLineBetweenWholeOnesIsSetAside() {
    var half = Lines.end(2).substring(0, 20);
    assertThat(describe(Lines.end(1) + half + Lines.end(3)))
        .containsExactly("understood 1", "unreadable [] 20", "understood 3");
  }

  @Test
  void aClientCannotForgeAReservation() {
    var forged = Lines.end(9).replace("\"", "\\\"");
    var line = Lines.end(1).replace("OpenAI/Python", forged).replace("\"code\":200", "\"code\":x");
    assertThat(describe(line)).containsExactly("unreadable [1] " + line.length());
  }

  private List<String> describe(String line) {
    var described = new ArrayList<String>();
    for (var piece : pieces.of(line.getBytes(UTF_8))) {
      described.add(
          switch (piece) {
            case Understood understood -> "understood " + understood.line().reservation().n();
            case Unreadable unreadable ->
                "unreadable "
                    + unreadable.reservations().stream().map(r -> r.n()).toList()
                    + " "
                    + unreadable.bytes().length;
          });
    }
    return described;
  }
}
