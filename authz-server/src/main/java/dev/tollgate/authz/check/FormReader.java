package dev.tollgate.authz.check;

import java.util.Set;

/**
 * Checks what Envoy found in a form with a file: it tells the fields that decide the price of an
 * audio endpoint's answer, and refuses forms that servers could read in two ways.
 */
final class FormReader {
  /** Set where the body is such a form. */
  static final String FORM = "form";

  private static final String NO_FORM =
      "The body must be a form: send it as multipart/form-data with a file and a model.";

  /** Formats whose answers say how long the speech was; of others no usage is known. */
  private static final Set<String> TRANSCRIPTION_FORMATS = Set.of("json", "verbose_json");

  private static final Set<String> TRANSLATION_FORMATS = Set.of("verbose_json");

  private FormReader() {}

  static BodyReading read(Endpoint endpoint, BodyFacts facts) {
    if (!facts.get(FORM).isTrue()) {
      return Denied.of(Denial.INVALID_HEADER, "content-type", NO_FORM);
    }
    if (!facts.get(BodyFacts.SCANNED).isTrue()) {
      return Denied.of(Denial.NOT_UNDERSTOOD);
    }
    var model = BodyReader.model(endpoint, facts.get("model"));
    if (model == null) {
      return BodyReader.invalid("model", BodyReader.MODEL_WANTED);
    }
    var stream = facts.get("stream");
    var noFlag = BodyReader.noFlag("stream", stream);
    if (noFlag != null) {
      return noFlag;
    }
    var formats = endpoint == Endpoint.TRANSLATIONS ? TRANSLATION_FORMATS : TRANSCRIPTION_FORMATS;
    if (!formats.contains(format(facts.get("response_format")))) {
      return Denied.of(
          Denial.UNMETERABLE,
          "response_format",
          "response_format must be "
              + String.join(" or ", formats.stream().sorted().toList())
              + ": of other answers no usage is known.");
    }
    return new MeteredBody(model, stream.isTrue(), false, null, 1, false, false);
  }

  private static String format(Fact fact) {
    return fact instanceof Fact.Text(var text) ? text : "json";
  }
}
