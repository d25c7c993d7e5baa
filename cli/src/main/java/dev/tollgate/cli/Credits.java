package dev.tollgate.cli;

import java.math.BigDecimal;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Credits as people write them, exact to the nanocredit. No binary fraction is involved. */
final class Credits {
  private static final int DECIMALS = 9;

  private Credits() {}

  /** For example {@code 12.5} for 12,500,000,000 nanocredits. */
  static String text(long nanocredits) {
    return text(nanocredits, DECIMALS);
  }

  /** Of an amount in a smaller part of a credit, whose 1 is so many decimals behind. */
  static String text(long amount, int decimals) {
    return BigDecimal.valueOf(amount, decimals).stripTrailingZeros().toPlainString();
  }

  /** Reads an amount above zero into nanocredits. */
  static final class Converter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
        throw refused(text);
      }
      long nanocredits = new BigDecimal(text).movePointRight(DECIMALS).longValueExact();
      if (nanocredits == 0) {
        throw refused(text);
      }
      return nanocredits;
    }

    private static TypeConversionException refused(String text) {
      return new TypeConversionException(
          "\"" + text + "\" is no amount: write credits above 0, like 10 or 0.000000001");
    }
  }

  /** Reads an amount of 0 or more into nanocredits. */
  static final class LimitConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (text.matches("0{1,9}(\\.0{1,9})?")) {
        return 0L;
      }
      try {
        return new Converter().convert(text);
      } catch (TypeConversionException e) {
        throw new TypeConversionException(
            "\"" + text + "\" is no limit: write credits from 0 on, like 0, 10 or 0.000000001");
      }
    }
  }

  /** Reads an amount with its sign, so that nobody takes what he meant to give. */
  static final class SignedConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      if (!text.matches("[+-].*")) {
        throw new TypeConversionException(
            "\"" + text + "\" has no sign: write +10 to add credits, -10 to take some");
      }
      long amount = new Converter().convert(text.substring(1));
      return text.startsWith("-") ? -amount : amount;
    }
  }
}
