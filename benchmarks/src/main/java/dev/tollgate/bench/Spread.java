package dev.tollgate.bench;

import java.util.List;
import java.util.stream.DoubleStream;

/** Least, median and most of some rounds. */
public record Spread(double min, double median, double max) {
  /** Of one value or more. */
  public static Spread of(DoubleStream values) {
    var sorted = values.sorted().boxed().toList();
    return new Spread(sorted.getFirst(), middle(sorted), sorted.getLast());
  }

  private static double middle(List<Double> sorted) {
    int size = sorted.size();
    return (sorted.get((size - 1) / 2) + sorted.get(size / 2)) / 2;
  }
}
