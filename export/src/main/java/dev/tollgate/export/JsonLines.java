package dev.tollgate.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.stream.JsonWriter;
import dev.tollgate.proto.ledger.v1.Charge;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.Writer;

/** A JSON object a line; amounts are credits, as decimal numbers. */
final class JsonLines implements ChargeFormat {
  private final Writer out;

  JsonLines(OutputStream out) {
    this.out = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
  }

  @Override
  public void write(Charge charge) throws IOException {
    var line = new StringWriter();
    var json = new JsonWriter(line);
    json.beginObject();
    for (var column : ChargeColumn.ALL) {
      json.name(column.name());
      switch (column) {
        case ChargeColumn.Credits credits -> json.jsonValue(credits.text(charge));
        case ChargeColumn.Count count -> json.value(count.value().applyAsLong(charge));
        case ChargeColumn.OptionalCount count -> json.value(count.value().applyAsLong(charge));
        case ChargeColumn.Text _, ChargeColumn.Time _, ChargeColumn.Day _ ->
            json.value(column.text(charge));
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
