package dev.tollgate.cli.bill;

import static java.util.Comparator.comparing;

import dev.tollgate.proto.ledger.v1.GetProviderCostsResponse;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A bill against what we know, day by day and model by model. One thread. */
public final class Comparison {
  private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

  /**
   * What counts as equal.
   *
   * @param amount in the bill's currency, of one day and model
   * @param percent of what the bill has of it
   */
  public record Tolerance(BigDecimal amount, BigDecimal percent) {
    private boolean holds(BigDecimal difference, BigDecimal theirs) {
      var part = theirs.abs().multiply(percent).divide(PERCENT, MathContext.DECIMAL64);
      return difference.abs().compareTo(amount.max(part)) <= 0;
    }
  }

  /**
   * One day and model; what one side does not have is zero there.
   *
   * @param difference what the bill has beyond ours
   * @param charged what callers were charged, in nanocredits
   * @param within whether the difference is tolerated
   * @param reasons what can have made it
   */
  public record Line(
      LocalDate day,
      String model,
      BigDecimal ours,
      BigDecimal theirs,
      BigDecimal difference,
      long requests,
      long charged,
      long tokensInOurs,
      long tokensInTheirs,
      long tokensOutOurs,
      long tokensOutTheirs,
      boolean within,
      List<String> reasons) {
    public Line {
      reasons = List.copyOf(reasons);
    }

    private BigDecimal size(Bill bill) {
      return bill.hasAmounts()
          ? difference.abs()
          : BigDecimal.valueOf(
              Math.abs(tokensInTheirs - tokensInOurs) + Math.abs(tokensOutTheirs - tokensOutOurs));
    }
  }

  private final Bill bill;
  private final Map<String, String> renamed;
  private final BigDecimal creditPrice;
  private final Tolerance tolerance;
  private final List<Line> lines = new ArrayList<>();

  /**
   * Compares nothing yet.
   *
   * @param renamed names of models in the bill, by which other ones they are to be known
   * @param creditPrice of one credit in the bill's currency
   */
  public Comparison(
      Bill bill, Map<String, String> renamed, BigDecimal creditPrice, Tolerance tolerance) {
    this.bill = bill;
    this.renamed = Map.copyOf(renamed);
    this.creditPrice = creditPrice;
    this.tolerance = tolerance;
  }

  /** Names of models that the bill has on a day, as they are to be asked for. */
  public List<String> names(LocalDate day) {
    return bill.of(day).keySet().stream()
        .map(name -> renamed.getOrDefault(name, name))
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** Compares a day with what the ledger answered for it. */
  public void add(LocalDate day, GetProviderCostsResponse known) {
    var ours = new TreeMap<String, Known>();
    for (var cost : known.getCostsList()) {
      ours.computeIfAbsent(bill.hasModels() ? cost.getModel() : "", _ -> new Known()).add(cost);
    }
    var theirs = new HashMap<String, Bill.Sum>();
    bill.of(day)
        .forEach((name, sum) -> {
          var asked = renamed.getOrDefault(name, name);
          theirs.merge(known.getModelsOrDefault(asked, asked), sum, Bill.Sum::plus);
        });
    ours.forEach((model, cost) -> lines.add(line(day, model, cost, theirs.remove(model))));
    theirs.forEach((model, sum) -> lines.add(line(day, model, null, sum)));
  }

  private Line line(LocalDate day, String model, @Nullable Known ours, Bill.@Nullable Sum theirs) {
    var known = ours == null ? new Known() : ours;
    var sum = theirs == null ? Bill.Sum.NONE : theirs;
    var amount = known.amount(creditPrice);
    var difference = sum.amount().subtract(amount);
    var reasons = new ArrayList<String>();
    if (ours == null) {
      reasons.add("only on the bill");
    } else if (theirs == null) {
      reasons.add("not on the bill");
    }
    reasons.addAll(known.reasons(creditPrice));
    return new Line(
        day,
        model,
        amount,
        sum.amount(),
        difference,
        known.requests(),
        known.chargedNanocredits(),
        known.tokensIn(),
        sum.tokensIn(),
        known.tokensOut(),
        sum.tokensOut(),
        within(difference, known, sum),
        reasons);
  }

  private boolean within(BigDecimal difference, Known known, Bill.Sum sum) {
    return bill.hasAmounts()
        ? tolerance.holds(difference, sum.amount())
        : tokensWithin(known.tokensIn(), sum.tokensIn())
            && tokensWithin(known.tokensOut(), sum.tokensOut());
  }

  private boolean tokensWithin(long ours, long theirs) {
    var tokens = new Tolerance(BigDecimal.ZERO, tolerance.percent());
    return tokens.holds(BigDecimal.valueOf(theirs - ours), BigDecimal.valueOf(theirs));
  }

  /** Every day and model, the largest difference first. */
  public List<Line> lines() {
    return lines.stream()
        .sorted(
            comparing((Line line) -> line.size(bill))
                .reversed()
                .thenComparing(Line::day)
                .thenComparing(Line::model))
        .toList();
  }

  /** Whether every difference is tolerated. */
  public boolean holds() {
    return lines.stream().allMatch(Line::within);
  }

  /** An amount as people write it. */
  public static String plain(BigDecimal amount) {
    return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
  }
}
