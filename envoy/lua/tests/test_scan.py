import json
import unittest

from envoy_handle import Script

BILLING = ["model", "stream", "stream_options", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "best_of", "size",
           "quality", "service_tier", "background", "previous_response_id", "tools", "speed", "conversation", "prompt", "input"]
SCAN = Script("scan.lua")


def scan(body, content_type="application/json", path="/v1/chat/completions", method="POST"):
    headers = {"content-type": content_type, ":path": path, ":method": method}
    return SCAN.run("envoy_on_request", headers, body=body if isinstance(body, bytes) else body.encode())


class ScanTest(unittest.TestCase):
    def passes(self, body, path="/v1/chat/completions"):
        self.assertIsNone(scan(body, path=path).response, body[:200])
        facts = dict(SCAN.facts)
        self.assertIs(True, facts.pop("scanned"))
        return facts

    def refused(self, body, names=""):
        response = scan(body).response
        self.assertIsNotNone(response, f"passed: {body[:200]!r}")
        self.assertEqual("400", response[0])
        self.assertIn(names, response[1])

    def test_an_ordinary_body_passes_without_a_fact(self):
        self.assertEqual({}, self.passes('{"model":"m","messages":[{"role":"user","content":"say \\"model\\": {[ \\\\"}],"n":1}'))
        self.assertEqual({}, self.passes(b'\xef\xbb\xbf {"model":"m"}\r\n'))
        self.assertEqual({}, self.passes(json.dumps({"model": "m", "x": "\u00e9\u4e2d\u001b<>&"})))

    def test_what_services_alone_are_asked_by_is_left_to_them_and_never_counts_as_scanned(self):
        for body in ("", "[]", '{"model":1,"model":2}'):
            for method in ("PUT", "PATCH"):
                self.assertIsNone(scan(body, path="/api/v1/cloudflare/zones", method=method).response)
                self.assertEqual({}, SCAN.facts)

    def test_a_body_of_no_length_and_type_is_for_no_service(self):
        def sent(method, path="/api/v1/cloudflare/zones", body=b"{}", **headers):
            said = {name.replace("_", "-"): value for name, value in headers.items()}
            return SCAN.run("envoy_on_request", {":path": path, ":method": method, **said}, body=body).response
        for method in ("POST", "PUT", "PATCH"):
            self.assertEqual("400", sent(method)[0])
            self.assertIsNone(sent(method, body=b""))
            self.assertIsNone(sent(method, content_length="2")) # Check refuses it
            self.assertIsNone(sent(method, content_type="text/plain"))
        self.assertIsNone(sent("POST", path="/api/v1/llm/chat/completions"))
        self.assertIsNone(sent("POST", path="/v1/chat/completions"))

    def test_a_billing_member_that_stands_twice_is_named(self):
        for name in BILLING:
            self.refused('{"%s":1,"a":[{"b":2}],"%s":1}' % (name, name), name)

    def test_no_case_or_escape_hides_the_second(self):
        for name in BILLING:
            escaped = "\\u%04x" % ord(name[0]) + name[1:]
            self.refused('{"%s":1,"%s":1}' % (name, escaped), name)
            self.refused('{"%s":1,"%s":1}' % (escaped, name.upper()), name)
            self.refused('{"%s":1,"%s":1}' % ("\\u00%02X" % ord(name[0].upper()) + name[1:], name), name)

    def test_letters_that_fold_to_ascii_hide_nothing(self):
        # Go's decoder matches names under Unicode folding: the long s is an s, the Kelvin sign a k.
        for second in ("\u017ftream", "\\u017ftream", "\\u017Ftream", "STREAM"):
            self.refused('{"stream":false,"%s":true}' % second, "stream")
        for second in ("max_to\u212aens", "max_to\\u212aens", "max_to\\u212Aens"):
            self.refused('{"max_tokens":1,"%s":9}' % second, "max_tokens")

    def test_a_billing_member_in_another_case_is_refused_even_alone(self):
        self.refused('{"model":"m","N":5}', "n")
        self.refused('{"model":"m","Max_Tokens":5}', "max_tokens")

    def test_nested_members_and_an_escaped_backslash_are_no_duplicates(self):
        self.passes('{"model":"m","tools":[{"model":1,"model":2}],"metadata":{"n":1}}')
        self.passes('{"model":"m","\\\\u006dodel":1}')
        self.passes('{"model":"m","x":"\\",\\"model\\":1"}')

    def test_text_that_is_no_json_object_is_refused(self):
        for body in ("", " ", "[]", '"x"', "5", "{", '{"model"', '{"model":', '{"model":"m"', '{"model":"m",', '{"model":"m"}}', "{}{}",
                     '{"model":"m}', '{"a":[1,2}', '{"a" 1}', '{"a":1 "b":2}', "{a:1}", '{"a":}', '{"a":"\\"}', "\x00", '{"model":"m",}'):
            self.refused(body)

    def test_every_truncation_of_a_body_is_refused(self):
        body = '{"model":"m\\\\","stream":true,"messages":[{"content":"a\\"b","n":[1,{"x":null}]}],"n":1}'
        for cut in range(len(body)):
            self.refused(body[:cut])

    def test_deep_nesting_and_five_megabytes_end_well(self):
        self.passes('{"model":"m","x":' + "[" * 100000 + "]" * 100000 + "}")
        self.passes('{"model":"m","x":"' + "A" * 5_000_000 + '"}')
        self.passes('{"model":"m","x":"' + '\\"' * 2_500_000 + '"}')
        self.refused('{"model":"m","x":"' + "\\\\" * 2_500_000)

    def test_more_values_than_the_parser_can_take_are_refused(self):
        self.passes('{"model":"m","input":[' + "1," * 400_000 + "1]}")
        self.refused('{"model":"m","input":[' + "1," * 500_000 + "1]}", "too many values")
        self.refused('{"model":"m","input":' + "[" * 600_000, "too many values")

    def test_a_body_that_points_elsewhere_says_so(self):
        for part in ({"type": "image_url", "image_url": {"url": "https://x"}}, {"type": "input_audio"}, {"type": "file"}, {"file_id": "f"},
                     {"file_data": "x"}, {"file_url": "x"}, {"type": "input_image"}, {"type": "input_file"}, {"audio": {"id": "audio_1"}},
                     {"type": "web_search_preview"}, {"type": "file_search"}, {"type": "code_interpreter"}, {"type": "mcp"},
                     {"type": "computer_use_preview"}, {"type": "image_generation"}):
            body = json.dumps({"model": "m", "messages": [{"content": [part]}]})
            self.assertEqual({"refs": True}, self.passes(body), body)
            name = next(iter(part.values()))
            name = name if isinstance(name, str) and "type" in part else next(iter(part))
            for at, letter in enumerate(name):
                hidden = body.replace('"%s"' % name, '"%s\\u%04x%s"' % (name[:at], ord(letter), name[at + 1:]))
                self.assertEqual({"refs": True}, self.passes(hidden), hidden)

    def test_what_cannot_be_metered_is_named(self):
        for member, value in (("web_search_options", {}), ("audio", {"voice": "x"}), ("modalities", ["text", "audio"]),
                              ("modalities", "audio"), ("modalities", []), ("prediction", {"type": "content"}), ("background", True)):
            body = json.dumps({"model": "m", member: value})
            self.assertEqual(member, self.passes(body).get("unmeterable"), body)
        for member, value in (("web_search_options", None), ("audio", None), ("modalities", ["text"]), ("modalities", None),
                              ("prediction", None), ("background", False), ("store", True), ("tools", [{"type": "function"}])):
            self.assertIsNone(self.passes(json.dumps({"model": "m", member: value})).get("unmeterable"), member)

    def message(self, **members):
        return self.passes(json.dumps({"model": "m", **members}), path="/v1/messages?beta=true")

    def test_a_message_may_use_tools_that_its_caller_runs(self):
        own = [{"name": "weather", "input_schema": {"type": "object", "properties": {"type": {"type": "web_search_20250305"}}}},
               {"type": "custom", "name": "x"}, {"type": "bash_20250124", "name": "bash"}, {"type": "text_editor_20250728"},
               {"type": "computer_20250124"}, {"type": "memory_20250818"}]
        for count in range(len(own) + 1):
            self.assertEqual({"tools": True}, self.message(tools=own[:count]))

    def test_a_tool_that_runs_at_the_provider_cannot_be_metered(self):
        for kind in ("web_search_20250305", "web_fetch_20250910", "code_execution_20250825", "tool_search_tool_regex_20251119", "x", "", 5,
                     None, "Custom", "custom\n"):
            for tools in ([{"type": kind, "name": "n"}], [{"name": "a"}, {"name": "b", "type": kind}]):
                self.assertEqual({"tools": True, "unmeterable": "tools"}, self.message(tools=tools), tools)
        for tools in ('[{"t\\u0079pe":"web_search_20250305"}]', '[{"type":"\\u0077eb_search_20250305"}]', '[{"TYPE":"web_search_20250305"}]',
                      '[{"type":"custom","type":"web_search_20250305"}]', '[{"type":"web_search_20250305","type":"custom"}]', '{}', '"x"', '[5]'):
            facts = self.passes('{"model":"m","tools":%s}' % tools, path="/v1/messages")
            self.assertEqual("tools", facts.get("unmeterable"), tools)

    def response(self, **members):
        return self.passes(json.dumps({"model": "m", **members}), path="/v1/responses")

    def test_a_response_may_use_tools_that_its_caller_runs(self):
        own = [{"type": kind} for kind in ("function", "custom", "local_shell", "apply_patch")]
        self.assertEqual({"tools": True}, self.response(tools=own))
        for kind in ("web_search", "web_search_preview_2025_03_11", "file_search", "code_interpreter", "image_generation", "mcp", "shell",
                     "namespace", "tool_search", "x", "", 5, "Function", "function_1", "function\n"):
            facts = self.response(tools=[{"type": "function"}, {"type": kind}])
            self.assertEqual("tools", facts.get("unmeterable"), kind)
        hidden = self.passes('{"model":"m","tools":[{"type":"\\u0077eb_search"}]}', path="/v1/responses?x=1")
        self.assertEqual("tools", hidden.get("unmeterable"))

    def test_what_a_response_takes_from_elsewhere_has_no_bound_in_its_bytes(self):
        for member, value in (("conversation", "conv_1"), ("previous_response_id", "resp_1"), ("input", [{"type": "item_reference", "id": "x"}]),
                              ("input", [{"type": "reasoning", "id": "rs_1", "summary": []}]), ("input", [{"type": "compaction"}])):
            self.assertEqual({"refs": True}, self.response(**{member: value}), member)
        for member, value in (("prompt", {"id": "pmpt_1"}), ("context_management", [{"type": "compaction"}])):
            self.assertEqual(member, self.response(**{member: value}).get("unmeterable"))
        self.assertEqual({}, self.response(reasoning={"effort": "low"}, input="Hello", prompt=None))
        self.assertEqual({}, self.passes('{"model":"m","prompt":"Hello"}', path="/v1/completions"))

    def test_the_characters_of_a_speech_are_counted(self):
        for text in ("", "Hello", "\u00e9\u4e2d\U0001f600", "\\u0041 \\\\u0041", "a\nb\t\"c\"\\", "\U0001f600" * 3, "\ud83d", "\ud83dx\ude00", "\x7f\u20ac"):
            for ascii_only in (True, False):
                try:
                    body = json.dumps({"model": "tts-1", "input": text, "voice": "x", "speed": 1.5}, ensure_ascii=ascii_only).encode()
                except UnicodeEncodeError:
                    continue  # a lone surrogate can only be written as an escape
                facts = self.passes(body, path="/v1/audio/speech")
                self.assertEqual({"characters": len(text)}, {k: v for k, v in facts.items() if k != "refs"}, text)
        self.assertEqual({}, self.passes('{"model":"m","input":["a"]}', path="/v1/audio/speech"))
        self.assertEqual({}, self.passes('{"model":"m","input":"a"}', path="/v1/embeddings"))

    def test_the_prompts_of_a_completion_are_counted(self):
        for prompt, count in ((["a", "b", "c"], 3), ([[1, 2], [3]], 2), ([1, 2, 3], 1), (["a, [b]"], 1), ([], 0), ([5, "a"], 1), ([None], 1)):
            facts = self.passes(json.dumps({"model": "m", "prompt": prompt}), path="/v1/completions")
            self.assertEqual({"prompts": count}, facts, prompt)
        self.assertEqual({}, self.passes('{"model":"m","prompt":"a"}', path="/v1/completions"))
        self.assertEqual({}, self.passes('{"model":"m","prompt":["a","b"]}', path="/v1/images/generations"))

    def test_what_raises_a_messages_price_cannot_be_metered(self):
        for member, value in (("speed", "fast"), ("inference_geo", "us"), ("mcp_servers", []), ("container", "c")):
            self.assertEqual(member, self.message(**{member: value}).get("unmeterable"))
        for member, value in (("speed", "standard"), ("inference_geo", "global"), ("mcp_servers", None), ("container", None)):
            self.assertEqual({}, self.message(**{member: value}))

    def test_images_and_documents_of_a_message_point_elsewhere(self):
        for kind in ("image", "document"):
            part = {"messages": [{"content": [{"type": kind, "source": {"data": "x"}}]}]}
            self.assertEqual({"refs": True}, self.message(**part))
            self.assertEqual({}, self.passes(json.dumps({"model": "m", **part})))

    FILE = b'Content-Disposition: form-data; name="file"; filename="a.mp3"\r\nContent-Type: audio/mpeg\r\n\r\n\x00\xff\r\n--\r\n'

    def form(self, *parts, path="/v1/audio/transcriptions", kind="multipart/form-data; boundary=xyz", end=b"--xyz--\r\n", **headers):
        body = b"".join(b"--xyz\r\n" + part + b"\r\n" for part in parts) + end
        return SCAN.run("envoy_on_request", {"content-type": kind, ":path": path, **headers}, body=body)

    def field(self, name, value, more=""):
        return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}'.encode()

    def test_the_fields_of_a_form_that_decide_its_price_are_told(self):
        for parts in ([self.field("model", "whisper-1"), self.FILE], [self.FILE, self.field("language", "model"), self.field("model", "whisper-1")]):
            self.assertIsNone(self.form(*parts).response)
            self.assertEqual({"scanned": True, "form": True, "model": "whisper-1"}, SCAN.facts)
        self.form(self.field("model", "m"), self.field("stream", "true"), self.field("response_format", "json"), self.FILE)
        self.assertEqual((True, "json"), (SCAN.facts["stream"], SCAN.facts["response_format"]))
        for text, said in (("false", False), ("1", "1"), ("True", "True")):
            self.form(self.field("model", "m"), self.field("stream", text))
            self.assertEqual(said, SCAN.facts["stream"])
        self.form(self.FILE)
        self.assertEqual("", SCAN.facts["model"])
        self.form(self.field("model", "m"), kind='multipart/form-data; boundary="xyz"', path="/v1/audio/translations?x=1")
        self.assertEqual("m", SCAN.facts["model"])

    def test_a_form_that_two_servers_could_read_differently_is_refused(self):
        model = self.field("model", "m")
        for parts in ([model, model], [self.field("Model", "m")], [self.field("model[]", "m")], [self.field("model", "m", '; filename="x"')],
                      [self.field("model", "m" * 257)], [model, self.field("response_format", "json"), self.field("response_format", "text")],
                      [b'Content-Disposition: form-data; name="a"; name="model"\r\n\r\nm'], [b'Content-Disposition: form-data; name=model\r\n\r\nm'],
                      [b'Content-Disposition: form-data; name="mo\\del"\r\n\r\nm'], [b'X: y\r\n\r\nm'], [b"m"], [b"\r\n\r\nm"],
                      [b'Content-Disposition: form-data; name="a"\r\nContent-Disposition: form-data; name="model"\r\n\r\nm'],
                      [b'Content-Disposition: form-data; name="model"\r\nContent-Transfer-Encoding: base64\r\n\r\nbQ=='],
                      [b'Content-Disposition: form-data; name="a"; filename="x"; name="model"\r\n\r\nm'], [model] + [self.field("a", "b")] * 32,
                      [b'Content-Disposition: form-data; name="model"\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nm\x00'],
                      [b'Content-Disposition: form-data; name="a"\r\nX: ' + b"y" * 5000 + b'\r\n\r\nm']):
            self.assertIsNotNone(self.form(*parts).response, parts)
        for end in (b"", b"--xyz", b"--xyz--x", b"--xyz  \r\n", b"--xyzz--\r\n", b"--xyz--\r\n--xyz\r\n" + model + b"\r\n--xyz--"):
            self.assertIsNotNone(self.form(model, end=end).response, end)
        for kind in ("multipart/form-data", "multipart/mixed; boundary=xyz", "multipart/form-data; boundary=xyz; boundary=abc",
                     "Multipart/Form-Data; boundary=xyz", "multipart/form-data; boundary=" + "x" * 71, "multipart/form-data; boundary="):
            self.assertIsNotNone(self.form(model, kind=kind).response, kind)
        self.assertIsNotNone(self.form(model, **{"content-type#": 2}).response)
        self.assertIsNotNone(SCAN.run("envoy_on_request", {"content-type": "multipart/form-data; boundary=xyz", ":path": "/v1/audio/translations"}).response)

    def test_a_form_of_25_megabytes_is_passed_over(self):
        file = b'Content-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"\r\n--xy" * 4_000_000
        self.assertIsNone(self.form(file, self.field("model", "m")).response)
        self.assertEqual("m", SCAN.facts["model"])

    def test_forms_elsewhere_are_left_to_authz(self):
        self.form(self.field("model", "m"), path="/v1/chat/completions")
        self.assertEqual((None, {}), (SCAN.response, SCAN.facts))

    def test_other_content_types_are_left_to_authz(self):
        for content_type in ("text/plain", "multipart/form-data", "Application/JSON"):
            self.assertIsNone(scan('{"model":1,"model":2}', content_type).response)
        self.assertIsNotNone(scan('{"model":1,"model":2}', "application/json; charset=utf-8").response)


if __name__ == "__main__":
    unittest.main()
