package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.UsageDimension;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What usage is told apart by, in lower case. */
final class DimensionConverter implements ITypeConverter<UsageDimension> {
  private static final String PREFIX = "USAGE_DIMENSION_";

  @Override
  public UsageDimension convert(String text) {
    for (var dimension : UsageDimension.values()) {
      if (dimension != UsageDimension.UNRECOGNIZED
          && dimension != UsageDimension.USAGE_DIMENSION_UNSPECIFIED
          && name(dimension).equals(text)) {
        return dimension;
      }
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' tells no usage apart: write key, user, organization, service, model, provider,"
            + " endpoint, day or month");
  }

  static String name(UsageDimension dimension) {
    return dimension.name().substring(PREFIX.length()).toLowerCase(Locale.ROOT);
  }
}
