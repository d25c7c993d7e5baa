package dev.tollgate.cli;

import dev.tollgate.proto.ledger.v1.ModelPrice;
import dev.tollgate.proto.ledger.v1.PriceChange;
import dev.tollgate.proto.ledger.v1.PriceVersion;
import dev.tollgate.proto.ledger.v1.UnitPrice;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** Prices as a price file writes them: credits per million tokens, per request and per unit. */
final class PriceTable {
  private static final int MICRO = 6;
  private static final int PICO = 12;

  private PriceTable() {}

  static String name(PriceVersion version) {
    return version.getBook() + "@" + version.getVersion();
  }

  static String of(List<ModelPrice> models) {
    var table = new Table("MODEL", "PROVIDER", "PRICE", "CREDITS");
    for (var model : models) {
      prices(model)
          .forEach(
              (what, credits) -> table.row(model.getModel(), model.getProvider(), what, credits));
    }
    return table.toString();
  }

  /** One row for each price that is another one than before. */
  static String ofChanges(List<PriceChange> changes) {
    var table = new Table("MODEL", "PRICE", "BEFORE", "AFTER");
    for (var change : changes) {
      var before = prices(change.getBefore());
      var after = prices(change.getAfter());
      var model = change.hasAfter() ? change.getAfter() : change.getBefore();
      var all = new LinkedHashSet<>(after.keySet());
      all.addAll(before.keySet());
      boolean told = false;
      for (var what : all) {
        var was = before.getOrDefault(what, "");
        var is = after.getOrDefault(what, "");
        if (!was.equals(is)) {
          table.row(model.getModel(), what, was, is);
          told = true;
        }
      }
      if (!told) {
        table.row(model.getModel(), "limits or names", "other", "see the file");
      }
    }
    return table.toString();
  }

  /** What is not 0, by what it is the price of. */
  private static Map<String, String> prices(ModelPrice price) {
    var prices = new LinkedHashMap<String, String>();
    perMillion(prices, "input", price.getInputPicocredits());
    perMillion(prices, "cached_input", price.getCachedInputPicocredits());
    perMillion(prices, "cache_write", price.getCacheWritePicocredits());
    perMillion(prices, "cache_write_1h", price.getCacheWrite1HPicocredits());
    perMillion(prices, "output", price.getOutputPicocredits());
    perMillion(prices, "reasoning", price.getReasoningPicocredits());
    perMillion(prices, "audio_input", price.getAudioInputPicocredits());
    perMillion(prices, "audio_output", price.getAudioOutputPicocredits());
    if (price.getRequestNanocredits() > 0) {
      prices.put("per request", Credits.text(price.getRequestNanocredits()));
    }
    price
        .getUnitPricesList()
        .forEach(unit -> prices.put(unit(price, unit), Credits.text(unit.getPicocredits(), PICO)));
    return prices;
  }

  private static void perMillion(Map<String, String> prices, String name, long picocredits) {
    if (picocredits > 0) {
      prices.put(name + " per million", Credits.text(picocredits, MICRO));
    }
  }

  /** Such as {@code per image 1024x1024}. */
  private static String unit(ModelPrice price, UnitPrice unit) {
    var what =
        switch (price.getKind()) {
          case MODEL_KIND_IMAGE -> "image";
          case MODEL_KIND_SPEECH -> "character";
          case MODEL_KIND_TRANSCRIPTION -> "second";
          case MODEL_KIND_UNSPECIFIED,
              MODEL_KIND_CHAT,
              MODEL_KIND_EMBEDDING,
              MODEL_KIND_MODERATION,
              MODEL_KIND_COMPLETION,
              UNRECOGNIZED ->
              "unit";
        };
    return ("per " + what + " " + unit.getVariant()).strip();
  }
}
