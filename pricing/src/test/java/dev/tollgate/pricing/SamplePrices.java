package dev.tollgate.pricing;

import java.util.List;

/** Prices for tests: gpt-4o-mini's as the list has them, and one where every class differs. */
public final class SamplePrices {
  /** 0.15, 0.075 and 0.60 credits per million tokens. */
  public static final ModelPrice MINI =
      new ModelPrice(
          "gpt-4o-mini",
          List.of("gpt-4o-mini-2024-07-18"),
          "openai",
          ModelPrice.Kind.CHAT,
          150_000,
          75_000,
          150_000,
          150_000,
          600_000,
          600_000,
          0,
          0,
          0,
          128_000,
          16_384,
          1_721_260_800,
          "openai",
          List.of());

  /** Eight prices of which no two are alike, and 1,000,000 nanocredits per request. */
  public static final ModelPrice EVERY_CLASS =
      new ModelPrice(
          "every-class",
          List.of(),
          "openai",
          ModelPrice.Kind.CHAT,
          1,
          10,
          100,
          1_000,
          10_000,
          100_000,
          1_000_000,
          10_000_000,
          1_000_000,
          1_000,
          100,
          0,
          "",
          List.of());

  /** 0.02 and 0.016 credits an image, and no token of it has a price. */
  public static final ModelPrice IMAGES =
      new ModelPrice(
          "dall-e-2",
          List.of(),
          "openai",
          ModelPrice.Kind.IMAGE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          "openai",
          List.of(
              new UnitPrice("1024x1024", 20_000_000_000L),
              new UnitPrice("256x256", 16_000_000_000L)));

  private SamplePrices() {}

  /** A chat model where each token of input and of output costs the same. */
  public static ModelPrice flat(String model, long picocredits, String... aliases) {
    return new ModelPrice(
        model,
        List.of(aliases),
        "openai",
        ModelPrice.Kind.CHAT,
        picocredits,
        picocredits,
        picocredits,
        picocredits,
        picocredits,
        picocredits,
        0,
        0,
        0,
        1_000,
        100,
        0,
        "openai",
        List.of());
  }
}
