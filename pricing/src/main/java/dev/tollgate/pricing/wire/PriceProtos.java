package dev.tollgate.pricing.wire;

import com.google.protobuf.Timestamp;
import dev.tollgate.pricing.Evidence;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PriceVersion;
import dev.tollgate.pricing.TokenCounts;
import dev.tollgate.pricing.UnitPrice;
import dev.tollgate.pricing.Units;
import dev.tollgate.proto.ledger.v1.Usage;
import java.time.Instant;

/** Price books, versions, token counts and evidence to the wire and back. */
public final class PriceProtos {
  private PriceProtos() {}

  public static dev.tollgate.proto.ledger.v1.PriceBook toProto(PriceBook book) {
    var from = book.effectiveFrom();
    var proto =
        dev.tollgate.proto.ledger.v1.PriceBook.newBuilder()
            .setPriceVersion(toProto(book.priceVersion()))
            .setEffectiveFrom(
                Timestamp.newBuilder().setSeconds(from.getEpochSecond()).setNanos(from.getNano()));
    book.models().forEach(price -> proto.addModels(toProto(price)));
    return proto.build();
  }

  public static dev.tollgate.proto.ledger.v1.ModelPrice toProto(ModelPrice price) {
    var proto =
        dev.tollgate.proto.ledger.v1.ModelPrice.newBuilder()
            .setModel(price.model())
            .addAllAliases(price.aliases())
            .setProvider(price.provider())
            .setKind(
                switch (price.kind()) {
                  case CHAT -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_CHAT;
                  case EMBEDDING -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_EMBEDDING;
                  case MODERATION -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_MODERATION;
                  case SPEECH -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_SPEECH;
                  case COMPLETION -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_COMPLETION;
                  case TRANSCRIPTION ->
                      dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_TRANSCRIPTION;
                  case IMAGE -> dev.tollgate.proto.ledger.v1.ModelKind.MODEL_KIND_IMAGE;
                })
            .setInputPicocredits(price.inputPicocredits())
            .setCachedInputPicocredits(price.cachedInputPicocredits())
            .setCacheWritePicocredits(price.cacheWritePicocredits())
            .setOutputPicocredits(price.outputPicocredits())
            .setReasoningPicocredits(price.reasoningPicocredits())
            .setAudioInputPicocredits(price.audioInputPicocredits())
            .setAudioOutputPicocredits(price.audioOutputPicocredits())
            .setRequestNanocredits(price.requestNanocredits())
            .setContextTokens(price.contextTokens())
            .setMaxOutputTokens(price.maxOutputTokens())
            .setCreatedSeconds(price.createdSeconds())
            .setOwnedBy(price.ownedBy());
    // Left out where it says nothing new: a book of before this class is then the same book.
    if (price.cacheWrite1hPicocredits() != price.cacheWritePicocredits()) {
      proto.setCacheWrite1HPicocredits(price.cacheWrite1hPicocredits());
    }
    price.unitPrices().forEach(unit -> proto.addUnitPrices(toProto(unit)));
    return proto.build();
  }

  private static dev.tollgate.proto.ledger.v1.UnitPrice toProto(UnitPrice unit) {
    return dev.tollgate.proto.ledger.v1.UnitPrice.newBuilder()
        .setVariant(unit.variant())
        .setPicocredits(unit.picocredits())
        .setCountMax(unit.countMax())
        .build();
  }

  /** Throws IllegalArgumentException if a kind of model is unknown here. */
  public static PriceBook fromProto(dev.tollgate.proto.ledger.v1.PriceBook book) {
    return new PriceBook(
        fromProto(book.getPriceVersion()),
        Instant.ofEpochSecond(
            book.getEffectiveFrom().getSeconds(), book.getEffectiveFrom().getNanos()),
        book.getModelsList().stream().map(PriceProtos::fromProto).toList());
  }

  private static ModelPrice fromProto(dev.tollgate.proto.ledger.v1.ModelPrice price) {
    return new ModelPrice(
        price.getModel(),
        price.getAliasesList(),
        price.getProvider(),
        switch (price.getKind()) {
          case MODEL_KIND_CHAT -> ModelPrice.Kind.CHAT;
          case MODEL_KIND_EMBEDDING -> ModelPrice.Kind.EMBEDDING;
          case MODEL_KIND_IMAGE -> ModelPrice.Kind.IMAGE;
          case MODEL_KIND_TRANSCRIPTION -> ModelPrice.Kind.TRANSCRIPTION;
          case MODEL_KIND_COMPLETION -> ModelPrice.Kind.COMPLETION;
          case MODEL_KIND_SPEECH -> ModelPrice.Kind.SPEECH;
          case MODEL_KIND_MODERATION -> ModelPrice.Kind.MODERATION;
          case MODEL_KIND_UNSPECIFIED, UNRECOGNIZED ->
              throw new IllegalArgumentException(price.getModel() + " has no kind");
        },
        price.getInputPicocredits(),
        price.getCachedInputPicocredits(),
        price.getCacheWritePicocredits(),
        price.hasCacheWrite1HPicocredits()
            ? price.getCacheWrite1HPicocredits()
            : price.getCacheWritePicocredits(),
        price.getOutputPicocredits(),
        price.getReasoningPicocredits(),
        price.getAudioInputPicocredits(),
        price.getAudioOutputPicocredits(),
        price.getRequestNanocredits(),
        price.getContextTokens(),
        price.getMaxOutputTokens(),
        price.getCreatedSeconds(),
        price.getOwnedBy(),
        price.getUnitPricesList().stream()
            .map(
                unit -> new UnitPrice(unit.getVariant(), unit.getPicocredits(), unit.getCountMax()))
            .toList());
  }

  public static dev.tollgate.proto.ledger.v1.PriceVersion toProto(PriceVersion version) {
    return dev.tollgate.proto.ledger.v1.PriceVersion.newBuilder()
        .setBook(version.book())
        .setVersion(version.version())
        .build();
  }

  /** Throws IllegalArgumentException if it names no version. */
  public static PriceVersion fromProto(dev.tollgate.proto.ledger.v1.PriceVersion version) {
    return new PriceVersion(version.getBook(), version.getVersion());
  }

  /** Throws IllegalArgumentException if a count is out of range. */
  public static TokenCounts fromProto(dev.tollgate.proto.ledger.v1.TokenCounts tokens) {
    return new TokenCounts(
        tokens.getInput(),
        tokens.getCachedInput(),
        tokens.getCacheWrite(),
        tokens.getCacheWrite1H(),
        tokens.getOutput(),
        tokens.getReasoning(),
        tokens.getAudioInput(),
        tokens.getAudioOutput());
  }

  public static dev.tollgate.proto.ledger.v1.TokenCounts toProto(TokenCounts tokens) {
    return dev.tollgate.proto.ledger.v1.TokenCounts.newBuilder()
        .setInput(tokens.input())
        .setCachedInput(tokens.cachedInput())
        .setCacheWrite(tokens.cacheWrite())
        .setCacheWrite1H(tokens.cacheWrite1h())
        .setOutput(tokens.output())
        .setReasoning(tokens.reasoning())
        .setAudioInput(tokens.audioInput())
        .setAudioOutput(tokens.audioOutput())
        .build();
  }

  /** Throws IllegalArgumentException if the count is out of range. */
  public static Units unitsOf(Usage usage) {
    return new Units(usage.getUnits(), usage.getVariant());
  }

  public static dev.tollgate.proto.ledger.v1.Evidence toProto(Evidence evidence) {
    return switch (evidence) {
      case EXACT -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_EXACT;
      case PARTIAL -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_PARTIAL;
      case ESTIMATED -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_ESTIMATED;
      case FIXED -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_FIXED;
      case DARK -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_DARK;
      case ZERO -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_ZERO;
      case VOID -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_VOID;
      case BOUND -> dev.tollgate.proto.ledger.v1.Evidence.EVIDENCE_BOUND;
    };
  }

  /** Throws IllegalArgumentException if it says nothing. */
  public static Evidence fromProto(dev.tollgate.proto.ledger.v1.Evidence evidence) {
    return switch (evidence) {
      case EVIDENCE_EXACT -> Evidence.EXACT;
      case EVIDENCE_PARTIAL -> Evidence.PARTIAL;
      case EVIDENCE_ESTIMATED -> Evidence.ESTIMATED;
      case EVIDENCE_FIXED -> Evidence.FIXED;
      case EVIDENCE_DARK -> Evidence.DARK;
      case EVIDENCE_ZERO -> Evidence.ZERO;
      case EVIDENCE_VOID -> Evidence.VOID;
      case EVIDENCE_BOUND -> Evidence.BOUND;
      case EVIDENCE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("usage.evidence is missing");
    };
  }
}
