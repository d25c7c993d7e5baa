package dev.tollgate.cli.export;

import com.google.gson.stream.JsonWriter;
import dev.tollgate.proto.ledger.v1.Charge;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.math.BigDecimal;

/** A JSON object a line; amounts are credits, as decimal numbers. */
public final class JsonLines implements ChargeFormat {
  private final Writer out;

  public JsonLines(Writer out) {
    this.out = out;
  }

  @Override
  public void write(Charge charge) throws IOException {
    var line = new StringWriter();
    var json = new JsonWriter(line);
    json.beginObject();
    for (var column : ChargeColumn.ALL) {
      json.name(column.name());
      switch (column.value().apply(charge)) {
        case BigDecimal amount -> json.jsonValue(amount.toPlainString());
        case Long number -> json.value(number);
        case Object text -> json.value(text.toString());
      }
    }
    json.endObject();
    out.write(line.append('\n').toString());
  }

  @Override
  public void finish() throws IOException {
    out.flush();
  }
}
