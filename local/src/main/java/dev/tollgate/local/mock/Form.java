package dev.tollgate.local.mock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A multipart form.
 *
 * @param fields each with its text
 * @param fileBytes the size of the file; 0 if there is none
 */
record Form(Map<String, String> fields, int fileBytes) {
  private static final Pattern BOUNDARY =
      Pattern.compile("(?i)multipart/form-data.*boundary=\"?([^\";]+)\"?.*");
  private static final Pattern NAME = Pattern.compile("(?i)name=\"([^\"]*)\"(; filename=)?");

  Form {
    fields = Map.copyOf(fields);
  }

  static Form parse(@Nullable String contentType, byte[] body) throws Refusal {
    var type = BOUNDARY.matcher(contentType == null ? "" : contentType);
    if (!type.matches()) {
      throw OpenAiRefusals.badRequest(null, "Expected a multipart form.");
    }
    var fields = new HashMap<String, String>();
    int fileBytes = 0;
    var parts = new String(body, ISO_8859_1).split(Pattern.quote("--" + type.group(1)), -1);
    for (var part : parts) {
      int head = part.indexOf("\r\n\r\n");
      var name = NAME.matcher(head < 0 ? "" : part.substring(0, head));
      if (name.find()) {
        var content = part.substring(head + 4, part.length() - 2);
        if (name.group(2) != null) {
          fileBytes = content.length();
        } else {
          fields.put(name.group(1), new String(content.getBytes(ISO_8859_1), UTF_8));
        }
      }
    }
    return new Form(fields, fileBytes);
  }

  String field(String name, String otherwise) {
    return fields.getOrDefault(name, otherwise);
  }
}
